import { printable } from '@jssl/settings';
import { rowName, type ClassifiedRow } from '@jssl/workflows';

import type { CommandContext } from '../../process/command-context.js';
import { percent, table } from '../../terminal/table.js';
import type { EvaluationOptions } from './evaluation-options.js';

/**
 * Prints what was requested: the accuracy of each class in every row, and which classes each trained encoder
 * confuses.
 */
export function printClassTables(
  { terminal }: CommandContext,
  {
    classes = [],
    rows,
  }: { classes: readonly string[] | undefined; rows: readonly ClassifiedRow[] },
  { perClass = false, confusion = false }: Pick<EvaluationOptions, 'perClass' | 'confusion'>,
): void {
  const trained = rows.filter(({ name }) => name === 'trained encoder');
  const tables = [
    ...(perClass ? [perClassTable(classes, rows)] : []),
    ...(confusion ? trained.map((row) => confusionTable(classes, row)) : []),
  ];
  for (const lines of tables) ['', ...lines].forEach(terminal.out);
}

/** Accuracy of each class, with a numbered column for each row of the evaluation. */
function perClassTable(classes: readonly string[], rows: readonly ClassifiedRow[]): string[] {
  return [
    'accuracy of each class:',
    ...rows.map((row, at) => `  ${at + 1}  ${columnName(row)}`),
    ...table(
      ['class', 'images', ...rows.map((_, at) => String(at + 1))],
      classes.map((name, label) => [
        printable(name),
        String(rows[0]?.confusion[label]?.reduce((sum, count) => sum + count, 0) ?? 0),
        ...rows.map((row) => {
          const share = row.perClass[label];
          return percent(Number.isNaN(share) ? undefined : share);
        }),
      ]),
    ),
  ];
}

/** How many images of each class (rows) were classified as which (numbered columns). */
function confusionTable(classes: readonly string[], row: ClassifiedRow): string[] {
  return [
    `images of each class (rows) by predicted class (columns): ${columnName(row)}`,
    ...table(
      ['class', ...classes.map((_, label) => String(label))],
      classes.map((name, label) => [
        `${label} ${printable(name)}`,
        ...(row.confusion[label] ?? []).map((count) => (count === 0 ? '.' : String(count))),
      ]),
    ),
  ];
}

function columnName(row: ClassifiedRow): string {
  return row.epoch === undefined ? rowName(row) : `${rowName(row)}, epoch ${row.epoch}`;
}
