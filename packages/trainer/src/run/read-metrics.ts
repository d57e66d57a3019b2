import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { InputError } from '@jssl/settings';

import { metricRows, type EpochMetrics } from '../metrics/metrics-table.js';

/**
 * Reads the `metrics.jsonl` of a run folder: a line for each epoch that has ended.
 * @throws InputError with the file and the line, when it cannot be read or a line is no epoch.
 */
export function readMetrics(path: string): EpochMetrics[] {
  const file = join(path, 'metrics.jsonl');
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(
      `${file} cannot be read: ${(error as Error).message}; give the folder that jssl train made`,
    );
  }
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const metrics = parse(line);
      if (metrics) return metrics;
      throw new InputError(
        `${file} is damaged: its line ${index + 1} is no epoch; take another copy of the run`,
      );
    });
}

/** The epoch that a line tells, of which nothing but finite numbers and sentences is kept. */
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
