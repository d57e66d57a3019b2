import { columnsOf } from './screen.js';

const GAP = '  ';

/**
 * Parts of a line, two spaces apart, wrapped onto as many lines as needed; no part is broken.
 * @param indent starts every line but the first.
 */
export function wrapParts(parts: readonly string[], columns: number, indent: string): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = lines.length > 0 ? `${lines.at(-1) ?? ''}${GAP}${part}` : part;
    if (lines.length === 0) lines.push(part);
    else if (columnsOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(indent + part);
  }
  return lines;
}

/** As many of the first parts as fit on one line; at least one. */
export function fitParts(parts: readonly string[], columns: number): string {
  let line = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    const longer = `${line}${GAP}${part}`;
    if (columnsOf(longer) > columns) break;
    line = longer;
  }
  return line;
}
