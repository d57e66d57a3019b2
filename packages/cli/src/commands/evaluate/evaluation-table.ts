import { printable } from '@jssl/settings';
import { formatInterval } from '@jssl/trainer';
import {
  epochRows,
  rowName,
  type ChanceRow,
  type ClassifiedRow,
  type LinearMeasurement,
  type MeasuredAccuracy,
  type MeasuredSubject,
} from '@jssl/workflows';

import { percent, table } from '../../terminal/table.js';

/** A row of an evaluation. */
type EvaluationRow = MeasuredSubject & MeasuredAccuracy & { readonly epoch?: string };

type TestedData = 'name' | 'testImages' | 'unbalanced';

/** The rows of a classifier's measurement: the last and the best epoch of each row that has epochs. */
export function printedRows(rows: LinearMeasurement['rows']): (ClassifiedRow | ChanceRow)[] {
  return rows.flatMap<ClassifiedRow | ChanceRow>((row) => ('last' in row ? epochRows(row) : [row]));
}

/**
 * The rows as a table of top-1 and top-5 accuracies, with their intervals if they have any. If classes are
 * unbalanced, it also has balanced accuracies and the most frequent class; otherwise these add nothing. The
 * last line says what was tested.
 */
export function evaluationTable(
  title: string,
  measured: readonly EvaluationRow[],
  { name, testImages, unbalanced }: Pick<LinearMeasurement['data'], TestedData>,
): string[] {
  const rows = measured.filter(({ name }) => unbalanced || name !== 'most frequent class');
  const ends = rows.some(({ top1Interval }) => top1Interval) ? ' (95 %)' : '';
  const hasEpochs = rows.some(({ epoch }) => epoch !== undefined);
  const lines = table(
    [
      title,
      ...(hasEpochs ? ['epoch'] : []),
      `top-1${ends}`,
      ...(unbalanced ? ['balanced'] : []),
      `top-5${ends}`,
    ],
    rows.map((row) => [
      rowName(row),
      ...(hasEpochs ? [row.epoch ?? ''] : []),
      withInterval(row.top1, row.top1Interval),
      ...(unbalanced ? [percent(row.balanced)] : []),
      withInterval(row.top5, row.top5Interval),
    ]),
  );
  const tested =
    testImages === undefined ? [] : [`on ${testImages} test images of ${printable(name)}`];
  return [...lines, ...tested];
}

/** `70.10 % (69.2-71.0)` */
function withInterval(share: number | undefined, interval: EvaluationRow['top1Interval']): string {
  return interval ? `${percent(share)} (${formatInterval(interval)})` : percent(share);
}

/** Why there is a column of balanced accuracies; nothing if there is none. */
export function balanceNotes({
  unbalanced,
}: Pick<LinearMeasurement['data'], 'unbalanced'>): string[] {
  return unbalanced
    ? [
        'the classes have different numbers of test images; balanced is the mean of the per-class accuracies',
      ]
    : [];
}
