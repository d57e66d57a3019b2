import type { EpochMetrics } from '@jssl/trainer';

import type { RunSummary } from '../run-summary.js';

/**
 * Runs as one: of each epoch that all have reached, the mean of every number that all have. Warnings are
 * each run's own, and left out.
 */
export function meanCurves(name: string, runs: readonly [RunSummary, ...RunSummary[]]): RunSummary {
  const [first, ...others] = runs;
  const metrics = first.metrics.flatMap((epoch) => {
    const same = [epoch, ...others.flatMap(({ metrics }) => find(metrics, epoch.epoch))];
    return same.length === runs.length ? [meanOf(same)] : [];
  });
  return { ...first, name, metrics };
}

function find(metrics: readonly EpochMetrics[], epoch: number): readonly EpochMetrics[] {
  return metrics.filter((one) => one.epoch === epoch);
}

function meanOf(epochs: readonly EpochMetrics[]): EpochMetrics {
  const [first] = epochs;
  const names = Object.keys(first ?? {}) as (keyof EpochMetrics)[];
  const means = names.flatMap((name) => {
    const values = epochs.map((epoch) => epoch[name]);
    if (!values.every((value) => typeof value === 'number')) return [];
    return [[name, values.reduce((sum, value) => sum + value, 0) / values.length] as const];
  });
  return Object.fromEntries(means) as unknown as EpochMetrics;
}
