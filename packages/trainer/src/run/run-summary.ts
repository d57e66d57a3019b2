import { basename, resolve } from 'node:path';

import type { TrainConfig } from '../settings/train-settings.js';
import { readMetrics } from './read-metrics.js';
import { readRunConfig } from './run-config.js';
import type { EpochMetrics } from './run-folder.js';

/** What a run folder tells without its weights and images. */
export interface RunSummary {
  /** The folder's own name. */
  readonly name: string;
  readonly path: string;
  readonly config: TrainConfig;
  /** The epochs that have ended. */
  readonly metrics: readonly EpochMetrics[];
  /** The command line that began the run, where it was begun by one. */
  readonly command: string | undefined;
  /** The name of the images, where the run tells it. */
  readonly data: string | undefined;
  /** Identifies the images; undefined where the run does not tell. */
  readonly fingerprint: string | undefined;
  /** What it ran on and with: names and values to show. */
  readonly environment: readonly (readonly [name: string, value: string])[];
}

/**
 * Reads what a run folder tells of itself; it is not trusted.
 * @throws InputError with the path and what to do, when it is no run folder or a damaged one.
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
      // The folder of the engine says something of the person's machine, and nothing of the run.
      ...[...entries(recorded['engine'])]
        .filter(([name]) => name !== 'folder')
        .map(([name, value]) => [`engine ${name}`, value] as const),
      ...entries({ precision: recorded['precision'] }),
    ],
  };
}

/** The members of a record of plain values, as text; of anything else none. */
function entries(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value)
      .filter(([, one]) => ['string', 'number', 'boolean'].includes(typeof one))
      .map(([name, one]) => [name, String(one)]),
  );
}
