import { selectionMargin } from '@jssl/eval';

import { metricRows, type EpochMetrics, type StepMetric } from '../metrics/metrics-table.js';
import type { StepResult } from '../step/learner.js';

/** A sum of `count` numbers. */
export interface RunningSum {
  readonly sum: number;
  readonly count: number;
}

/** Values that are averaged over the steps of an epoch. */
export type MeanName = keyof StepResult['losses'] | StepMetric;

/** The progress of a run: what a checkpoint contains besides the state of the learner. */
export interface RunProgress {
  /** The current epoch, from 1; one more than `epochs` when the run is complete. */
  epoch: number;
  /** Steps done in this epoch. */
  step: number;
  /** Sums over these steps of the losses and, where measured, of the health. */
  sums: Readonly<Partial<Record<MeanName, RunningSum>>>;
  /** Time of these steps, and how much of it was spent waiting for images and views. */
  seconds: number;
  waitedSeconds: number;
  /** The completed epochs. */
  metrics: EpochMetrics[];
}

/** The start of an epoch. */
export function beginEpoch(epoch: number, metrics: EpochMetrics[]): RunProgress {
  return { epoch, step: 0, sums: {}, seconds: 0, waitedSeconds: 0, metrics };
}

/** Adds the result of a step to the sums. */
export function addStep(progress: RunProgress, { losses, health }: StepResult): void {
  const sums: Partial<Record<MeanName, RunningSum>> = { ...progress.sums };
  for (const [name, value] of Object.entries({ ...losses, ...health }) as [MeanName, number?][]) {
    if (value === undefined) continue;
    const { sum, count } = sums[name] ?? { sum: 0, count: 0 };
    sums[name] = { sum: sum + value, count: count + 1 };
  }
  progress.sums = sums;
}

/** The mean over the steps of the epoch so far; undefined without a value. */
export function meanOf({ sums }: RunProgress, name: MeanName): number | undefined {
  const { sum, count } = sums[name] ?? { sum: 0, count: 0 };
  return count === 0 ? undefined : sum / count;
}

/** The means of the metrics measured during the epoch. */
export function meansOfSteps(progress: RunProgress): Partial<Record<StepMetric, number>> {
  const names = metricRows.map(([name]) => name as StepMetric);
  return Object.fromEntries(
    names.flatMap((name) => {
      const mean = meanOf(progress, name);
      return mean === undefined ? [] : [[name, mean]];
    }),
  );
}

/**
 * The best epoch: the latest whose kNN accuracy on the n validation images is within 1/√n of the highest so
 * far (see `selectionMargin` of `@jssl/eval`). With few validation images the highest accuracy of many epochs
 * is mostly luck; then the last epoch is the best, unless it is clearly worse. The validation accuracy of the
 * best epoch is optimistic, because it was used to pick the epoch.
 *
 * Older versions did not record n; for their epochs it is the first with the highest accuracy, as those
 * versions chose it.
 * @returns undefined if no epoch was validated.
 * @example
 * ```ts
 * import { bestEpoch, readMetrics } from '@jssl/trainer';
 *
 * const [epoch] = readMetrics('runs/photos');
 * const of = (accuracies: readonly number[], validationImages: number) =>
 *   bestEpoch(
 *     accuracies.map((validationTop1, at) => ({
 *       ...{ ...epoch, epoch: at + 1, validationTop1, validationImages },
 *     })),
 *   )?.epoch;
 * console.log(of([70, 80, 75], 100), of([70, 80, 75], 10_000)); // 3 2
 * ```
 */
export function bestEpoch(metrics: readonly EpochMetrics[]): EpochMetrics | undefined {
  let best: EpochMetrics | undefined;
  let highest = -Infinity;
  for (const one of metrics) {
    const { validationTop1, validationImages } = one;
    if (validationTop1 === undefined) continue;
    const isBest =
      validationImages === undefined
        ? validationTop1 > highest
        : validationTop1 >=
          Math.max(highest, validationTop1) - 100 * selectionMargin(validationImages);
    if (isBest) best = one;
    highest = Math.max(highest, validationTop1);
  }
  return best;
}
