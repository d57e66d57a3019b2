import type { Dataset } from '@jssl/data';
import {
  planTraining,
  readComparison,
  viewOptionsFor,
  type PlannedRun,
  type TrainConfig,
} from '@jssl/trainer';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { planDevices } from '../train/devices.js';

/** What a comparison will take. */
export interface ComparisonEstimate {
  /** Runs that are left, and all. */
  readonly left: number;
  readonly runs: number;
  readonly config: TrainConfig;
  /** Training images of each run. */
  readonly images: number;
  /** Time of the steps of the runs that are left on this processor, in seconds: best and worst case. */
  readonly seconds: readonly [fastest: number, slowest: number];
}

/**
 * Estimates the time of a comparison from the operations of its runs, and cores and clock rate of this processor.
 * @param out its folder: runs that have ended there are not counted.
 */
export function estimateComparison(
  planned: readonly PlannedRun[],
  data: Dataset,
  out: string,
): ComparisonEstimate {
  const ended = new Set(endedRuns(out));
  const left = planned.filter(({ name }) => !ended.has(name));
  const [first] = planned;
  if (!first) throw new Error('estimateComparison: there are no runs');
  const times = left.map(({ config }) => {
    const count = Math.min(data.train.length, config.limit ?? Infinity);
    const images = { count, side: viewOptionsFor(config, data).size, channels: data.channels };
    const shared = { ranks: 1, onRanks: (seconds: number) => seconds };
    const { processor } = planDevices(config, planTraining(config, images), shared);
    return processor.secondsPerEpoch.map((seconds) => seconds * config.epochs);
  });
  const sum = (at: number) => times.reduce((all, one) => all + (one[at] ?? 0), 0);
  return {
    left: left.length,
    runs: planned.length,
    config: first.config,
    images: Math.min(data.train.length, first.config.limit ?? Infinity),
    seconds: [sum(0), sum(1)],
  };
}

function endedRuns(out: string): string[] {
  if (!existsSync(join(out, 'comparison.json'))) return [];
  const { runs } = readComparison(out);
  return runs.filter(({ measures }) => measures).map(({ name }) => name);
}
