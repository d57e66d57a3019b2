import { readMetrics, type EpochMetrics } from '@jssl/trainer';

/**
 * The metrics of every completed epoch of a run, including those before it was resumed.
 * @example
 * ```ts
 * import { runEpochs } from '@jssl/workflows';
 *
 * console.log(runEpochs('runs/photos').length); // 1
 * ```
 */
export function runEpochs(run: string): EpochMetrics[] {
  try {
    return readMetrics(run);
  } catch {
    // A missing curve is not an error.
    return [];
  }
}
