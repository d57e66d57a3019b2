import { printable } from './printable.js';

/** Any value on one line: objects as JSON, other values as typed; only the beginning of a long one. */
export function shown(value: unknown): string {
  const isPlain = (one: unknown) => !(one instanceof Object);
  const isTyped = Array.isArray(value) ? value.every(isPlain) : isPlain(value);
  return printable((isTyped ? String(value) : JSON.stringify(value)).slice(0, 80));
}
