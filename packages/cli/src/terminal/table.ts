import { printable } from '@jssl/settings';
import { formatShare } from '@jssl/trainer';

import { columnsOf, plainScreen, shorten } from './screen.js';

/** Columns between two cells. */
const GAP = '  ';
/** Least columns of a shortened name. */
const LEAST_NAME = 12;

/**
 * Rows of cells as lines of aligned columns: the first column left-aligned, the others right-aligned. On a
 * narrow screen the cells of the first column, the names, are shortened.
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { columns, paint } = plainScreen,
): string[] {
  // Before columns are counted.
  const shown = rows.map((row) => row.map(printable));
  const all = [header, ...shown];
  const widths = header.map((_, column) =>
    Math.max(...all.map((row) => columnsOf(row[column] ?? ''))),
  );
  const [names = 0, ...numbers] = widths;
  const room = columns - numbers.reduce((sum, width) => sum + GAP.length + width, 0);
  widths[0] = Math.min(names, Math.max(room, LEAST_NAME));
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = column === 0 ? shorten(row[column] ?? '', width) : (row[column] ?? '');
        const space = ' '.repeat(width - columnsOf(cell));
        return column === 0 ? cell + space : space + cell;
      })
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join(GAP);
  return [paint('bold', line(header)), paint('dim', rule), ...shown.map(line)];
}

/** A share in [0, 1] as a percentage with two decimals; a dash if it was not measured. */
export function percent(share: number | undefined): string {
  return share === undefined ? '-' : formatShare(share);
}
