import type { RunFolder } from '../run/run-folder.js';
import { bestEpoch, type RunProgress } from './run-progress.js';

/**
 * Writes the files of the last complete epoch, which are derived from its checkpoint: `last.safetensors`,
 * `best.safetensors` if no epoch before it was better, and the metrics of all epochs.
 * @param options.weights the encoder after that epoch; undefined if it has changed since: then only metrics
 * are written.
 * @param options.repair leave files that already have this content unchanged.
 * @returns the names of the files that were written.
 */
export function writeEpochFiles(
  folder: RunFolder,
  { metrics }: Pick<RunProgress, 'metrics'>,
  { weights, ...options }: { readonly weights: Uint8Array | undefined; readonly repair?: boolean },
): readonly string[] {
  const written = [];
  if (weights) {
    written.push(...folder.writeWeights('last', weights, options));
    const best = bestEpoch(metrics);
    const isBest = best !== undefined && best === metrics.at(-1);
    if (isBest) written.push(...folder.writeWeights('best', weights, options));
  }
  return [...written, ...folder.writeMetrics(metrics, options)];
}
