import { percent, table } from '../../terminal/table.js';

/** One row of an evaluation: shares in [0, 1], undefined where not measured. */
export interface EvaluationRow {
  readonly name: string;
  /** Which weights of the run were measured, where it is one. */
  readonly weights?: readonly string[] | undefined;
  /** Which epoch of a training by the evaluation itself. */
  readonly epoch?: string;
  readonly top1: number | undefined;
  readonly top5: number | undefined;
  /** Their 95 % confidence intervals. */
  readonly top1Interval?: Interval;
  readonly top5Interval?: Interval;
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The rows as a table of top-1 and top-5 accuracies, with their intervals where they have any. */
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

/** What was measured, and of a run with which weights: `trained encoder (last = best)`. */
export function rowName({ name, weights }: Pick<EvaluationRow, 'name' | 'weights'>): string {
  return weights ? `${name} (${weights.join(' = ')})` : name;
}

/** `70.10 % (69.2-71.0)` */
function withInterval(share: number | undefined, interval: Interval | undefined): string {
  if (!interval) return percent(share);
  const [low, high] = [interval.low, interval.high].map((end) => (100 * end).toFixed(1));
  return `${percent(share)} (${low}-${high})`;
}
