import { formatLoss, type EpochMetrics } from '@jssl/trainer';

import type { Curves } from '../../sections/line-charts.js';
import type { ComparisonTable } from './comparison-tables.js';

/** Few enough to read at a glance. */
const ROWS = 12;

const shown: readonly (readonly [
  metric: 'trainLoss' | 'validationTop1',
  name: string,
  show: (value: number) => string,
  unit: string,
])[] = [
  ['trainLoss', 'loss', formatLoss, ''],
  ['validationTop1', 'kNN validation', (value) => value.toFixed(2), ' %'],
];

/**
 * Learning curves as a table, for pages without charts: loss and kNN validation accuracy at some epochs,
 * including the first and the last. No table without epochs.
 */
export function curvesTable(curves: readonly Curves[]): ComparisonTable[] {
  const every = epochsOf(curves, ({ trainLoss }) => trainLoss);
  // If kNN was not measured in every epoch, those in which it was are the most informative.
  const evaluated = epochsOf(curves, ({ validationTop1 }) => validationTop1);
  const epochs = evenly(evaluated.length > 0 ? evaluated : every, ROWS);
  if (epochs.length === 0) return [];
  const columns = curves.flatMap((run) =>
    shown
      .filter(([metric]) => run.metrics.some((epoch) => epoch[metric] !== undefined))
      .map(([metric, name, show, unit]) => ({
        name: `${run.name}: ${name}`,
        cell: (epoch: number) => {
          const at = run.metrics.findIndex((one) => one.epoch === epoch);
          const [value, deviation] = [run.metrics[at]?.[metric], run.deviations?.[at]?.[metric]];
          if (value === undefined) return '–';
          return `${show(value)}${deviation === undefined ? '' : ` ± ${show(deviation)}`}${unit}`;
        },
      })),
  );
  return [
    {
      id: 'curves',
      title: 'Learning curves',
      header: ['epoch', ...columns.map(({ name }) => name)],
      rows: epochs.map((epoch) => [String(epoch), ...columns.map(({ cell }) => cell(epoch))]),
      about:
        'Means and standard deviations over the seeds at some of the epochs. The losses of two methods are not on the same scale. compare.html has the charts.',
    },
  ];
}

function epochsOf(
  curves: readonly Curves[],
  valueOf: (epoch: EpochMetrics) => number | undefined,
): number[] {
  const epochs = curves.flatMap(({ metrics }) =>
    metrics.filter((one) => valueOf(one) !== undefined).map(({ epoch }) => epoch),
  );
  return [...new Set(epochs)].sort((one, other) => one - other);
}

/** At most `count` evenly spaced values, including the first and the last. */
function evenly(values: readonly number[], count: number): readonly number[] {
  if (values.length <= count) return values;
  return Array.from({ length: count }, (_, at) => {
    return values[Math.round((at * (values.length - 1)) / (count - 1))] ?? NaN;
  });
}
