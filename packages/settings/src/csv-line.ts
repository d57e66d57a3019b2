/**
 * What makes a spreadsheet run a cell, possibly after characters that it drops: the signs before a formula,
 * also in their full-width forms, or a tab or line break.
 */
const runs = /^(?:[\s'"\p{Cc}\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|['"]*[\t\r\n])/u;

/**
 * A line of comma-separated values (RFC 4180), ending in CR LF. Numbers are written as numbers. A text that a
 * spreadsheet would run as a formula (it starts with `=`, `+`, `-`, `@`, a tab or a line break, possibly
 * after spaces or quotes) gets an apostrophe in front, which spreadsheets read as "this is text". Other
 * programs remove one apostrophe from a cell that starts like this.
 * @example
 * ```ts
 * import { csvLine } from '@jssl/settings';
 *
 * console.log(csvLine(['=1+1.png', 'a, b', -1.5]).trimEnd()); // '=1+1.png,"a, b",-1.5
 * ```
 */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | number): string {
  if (typeof cell === 'number') return String(cell);
  const text = runs.test(cell) ? `'${cell}` : cell;
  // Also the cell separator in locales where the comma is the decimal sign.
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
