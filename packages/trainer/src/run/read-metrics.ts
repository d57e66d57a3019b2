import { join } from 'node:path';

import { InputError, printable } from '@jssl/settings';
import { readRegularFile } from '@jssl/settings/node';

import { metricRows, type EpochMetrics } from '../metrics/metrics-table.js';
import { messageOf } from './message-of.js';
import { runFiles } from './run-files.js';

/** An epoch takes about a kilobyte. */
const LARGEST = 2 ** 28;

/**
 * Reads `metrics.jsonl` of a run folder: one line for each completed epoch.
 * @throws InputError when the file cannot be read, or a line is not an epoch.
 * @example
 * ```ts
 * import { readMetrics } from '@jssl/trainer';
 *
 * const [first] = readMetrics('runs/photos');
 * console.log(first?.epoch, (first?.trainLoss ?? 0) > 0); // 1 true
 * ```
 */
export function readMetrics(path: string): EpochMetrics[] {
  const file = join(path, runFiles.metrics);
  let text;
  try {
    text = readRegularFile(file, { largest: LARGEST }).toString();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${file} cannot be read: ${printable(messageOf(error))}; pass the folder of a training run`,
      { cause: error },
    );
  }
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const metrics = parse(line);
      if (metrics) return metrics;
      throw new InputError(
        `${file} is damaged: line ${index + 1} is not an epoch; use another copy of the run`,
      );
    });
}

/** The epoch in a line: its finite numbers and warnings. */
function parse(line: string): EpochMetrics | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const kept = Object.entries(value).filter(([key, one]) =>
    key === 'warnings'
      ? Array.isArray(one) && one.every((sentence) => typeof sentence === 'string')
      : Number.isFinite(one),
  );
  const metrics = Object.fromEntries(kept);
  const isComplete = metricRows.every(([name, { always }]) => !always || name in metrics);
  return isComplete ? (metrics as EpochMetrics) : undefined;
}
