import { readMetrics } from '@jssl/trainer';

/**
 * The loss of every completed epoch of a run, including those before it was resumed.
 * @example
 * ```ts
 * import { runLosses } from '@jssl/workflows';
 *
 * console.log(runLosses('runs/photos').length); // 1
 * ```
 */
export function runLosses(run: string): number[] {
  try {
    return readMetrics(run).map(({ trainLoss }) => trainLoss);
  } catch {
    // A missing curve is not an error.
    return [];
  }
}
