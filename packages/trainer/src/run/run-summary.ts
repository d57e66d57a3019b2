import { basename, resolve } from 'node:path';

import type { TrainConfig } from '../settings/train-settings.js';
import { readMetrics } from './read-metrics.js';
import { readRunConfig } from './run-config.js';
import type { EpochMetrics } from '../metrics/metrics-table.js';

/** Everything that can be read about a run without its weights and images. */
export interface RunSummary {
  /** The name of the folder. */
  readonly name: string;
  readonly path: string;
  readonly config: TrainConfig;
  /** The completed epochs. */
  readonly metrics: readonly EpochMetrics[];
  /** The command line that started the run, if any. */
  readonly command: string | undefined;
  /** The name of the data set, if recorded. */
  readonly data: string | undefined;
  /** Identifies the images, if recorded. */
  readonly fingerprint: string | undefined;
  /** Engine, versions, precision and convolutions: names and values to show. */
  readonly environment: readonly (readonly [name: string, value: string])[];
}

/**
 * Reads the settings, metrics and environment of a run from its folder, which is not trusted.
 * @throws InputError when it is no run folder, or damaged.
 * @example
 * ```ts
 * import { readRunSummary } from '@jssl/trainer';
 *
 * const { name, config, metrics } = readRunSummary('runs/photos');
 * console.log(name, config.method, metrics.length); // photos jaccard-moco 1
 * ```
 */
export function readRunSummary(path: string): RunSummary {
  const recorded = readRunConfig(path);
  const data = entries(recorded['data']);
  const { command } = recorded;
  return {
    name: basename(resolve(path)),
    path,
    config: recorded.config,
    metrics: readMetrics(path),
    command: typeof command === 'string' ? command : undefined,
    data: data.get('name') ?? recorded.source,
    fingerprint: data.get('fingerprint'),
    environment: [
      ...entries(recorded['versions']),
      // The folder of the engine is private to a machine and irrelevant to the run.
      ...[...entries(recorded['engine'])]
        .filter(([name]) => name !== 'folder')
        .map(([name, value]) => [`engine ${name}`, value] as const),
      ...entries({ precision: recorded['precision'], convolution: recorded['convolution'] }),
    ],
  };
}

/** The plain values of a record as text; none of anything else. */
function entries(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value)
      .filter(([, one]) => ['string', 'number', 'boolean'].includes(typeof one))
      .map(([name, one]) => [name, String(one)]),
  );
}
