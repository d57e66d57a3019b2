import { printable } from '@jssl/settings';

import type { CommandContext } from '../../process/command-context.js';
import { percent, table } from '../../terminal/table.js';
import type { EvaluatedRun } from './evaluated-run.js';
import type { EvaluationOptions } from './evaluation-options.js';
import { rowName, type EvaluationRow } from './evaluation-table.js';

/** A row with what is known of each class. */
export interface ClassifiedRow extends EvaluationRow {
  /** Share of each class's images that are right [L], NaN for a class without images. */
  readonly perClass: readonly number[];
  /** Counts [L, L], rows are the true classes. */
  readonly confusion: readonly (readonly number[])[];
}

/** Prints what was asked for: the accuracy by class of every row, and what each trained encoder confuses. */
export function printClassTables(
  { terminal }: CommandContext,
  { data, encoders }: Pick<EvaluatedRun, 'data' | 'encoders'>,
  rows: readonly ClassifiedRow[],
  { perClass = false, confusion = false }: Pick<EvaluationOptions, 'perClass' | 'confusion'>,
): void {
  const classes = data.classes ?? [];
  const trained = rows.filter(({ name }) => name.startsWith(encoders[0].name));
  const tables = [
    ...(perClass ? [perClassTable(classes, rows)] : []),
    ...(confusion ? trained.map((row) => confusionTable(classes, row)) : []),
  ];
  for (const lines of tables) ['', ...lines].forEach(terminal.out);
}

/** Accuracy of each class, a column for each row of the evaluation, by number. */
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

/** How many images of each class (rows) were taken for which (columns, by number). */
function confusionTable(classes: readonly string[], row: ClassifiedRow): string[] {
  return [
    `images of each class, by the class that they were taken for: ${columnName(row)}`,
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
