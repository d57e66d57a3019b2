/**
 * A text that names settings in braces, with their names for the reader: those of TypeScript, or the flags
 * of a command line.
 * @param nameOf a setting's name for the reader; by default its name in TypeScript.
 * @example
 * ```ts
 * import { fillNames } from '@jssl/settings';
 *
 * console.log(fillNames('at least {epochs}', (name) => `--${name}`)); // at least --epochs
 * ```
 */
export function fillNames(
  text: string,
  nameOf: (setting: string) => string = (setting) => setting,
): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => nameOf(name));
}
