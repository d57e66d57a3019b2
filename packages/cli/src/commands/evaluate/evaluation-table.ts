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

/** The rows of a classifier's measurement: the last and the best epoch of what has epochs. */
export function printedRows(rows: LinearMeasurement['rows']): (ClassifiedRow | ChanceRow)[] {
  return rows.flatMap<ClassifiedRow | ChanceRow>((row) => ('last' in row ? epochRows(row) : [row]));
}

/** The rows as a table of top-1 and top-5 accuracies, with their intervals if they have any. */
export function evaluationTable(title: string, rows: readonly EvaluationRow[]): string[] {
  const ends = rows.some(({ top1Interval }) => top1Interval) ? ' (95 %)' : '';
  const hasEpochs = rows.some(({ epoch }) => epoch !== undefined);
  return table(
    [title, ...(hasEpochs ? ['epoch'] : []), `top-1${ends}`, `top-5${ends}`],
    rows.map((row) => [
      rowName(row),
      ...(hasEpochs ? [row.epoch ?? ''] : []),
      withInterval(row.top1, row.top1Interval),
      withInterval(row.top5, row.top5Interval),
    ]),
  );
}

/** `70.10 % (69.2-71.0)` */
function withInterval(share: number | undefined, interval: EvaluationRow['top1Interval']): string {
  if (!interval) return percent(share);
  const [low, high] = [interval.low, interval.high].map((end) => (100 * end).toFixed(1));
  return `${percent(share)} (${low}-${high})`;
}
