import { percent, table } from '../table.js';

/** One row of an evaluation: shares in [0, 1], undefined where not measured. */
export interface EvaluationRow {
  readonly name: string;
  readonly top1: number | undefined;
  readonly top5: number | undefined;
}

/** The rows as a table of top-1 and top-5 accuracies. */
export function evaluationTable(title: string, rows: readonly EvaluationRow[]): string[] {
  return table(
    [title, 'top-1', 'top-5'],
    rows.map(({ name, top1, top5 }) => [name, percent(top1), percent(top5)]),
  );
}
