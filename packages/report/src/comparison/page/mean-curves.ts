import { meanInterval } from '@jssl/eval';
import type { EpochMetrics, RunSummary } from '@jssl/trainer';

import type { Curves } from '../../sections/line-charts.js';
import { LEAST_SEEDS, meanOf } from '../over-seeds.js';

/**
 * The mean of several runs: for each epoch that all have reached, the mean and standard deviation of every
 * number that all have. Warnings are left out, and deviations if there are fewer than {@link LEAST_SEEDS} runs.
 */
export function meanCurves(name: string, runs: readonly [RunSummary, ...RunSummary[]]): Curves {
  const [first, ...others] = runs;
  const shared = first.metrics.flatMap((epoch) => {
    const same = [epoch, ...others.flatMap(({ metrics }) => find(metrics, epoch.epoch))];
    return same.length === runs.length ? [same] : [];
  });
  const metrics = shared.map((epochs) => ofEach(epochs, meanOf) as unknown as EpochMetrics);
  if (runs.length < LEAST_SEEDS) return { ...first, name, metrics };
  const deviationOf = (values: readonly number[]) => meanInterval(values).standardDeviation;
  return {
    ...first,
    name,
    metrics,
    deviations: shared.map((epochs) => ofEach(epochs, deviationOf)),
  };
}

function find(metrics: readonly EpochMetrics[], epoch: number): readonly EpochMetrics[] {
  return metrics.filter((one) => one.epoch === epoch);
}

/** Reduces the values of each number that all epochs have. */
function ofEach(
  epochs: readonly EpochMetrics[],
  make: (values: readonly number[]) => number,
): Partial<EpochMetrics> {
  const names = Object.keys(epochs[0] ?? {}) as (keyof EpochMetrics)[];
  const made = names.flatMap((name) => {
    const values = epochs.map((epoch) => epoch[name]);
    if (!values.every((value) => typeof value === 'number')) return [];
    return [[name, make(values)] as const];
  });
  return Object.fromEntries(made);
}
