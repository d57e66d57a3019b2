import { methodTraits, type EpochMetrics, type RunSummary } from '@jssl/trainer';

import { metricCharts, type ChartedMetric, type MetricChart } from '../page/metric-charts.js';

/** One line of a chart. */
export interface Line {
  readonly name: string;
  /** Index in the palette. */
  readonly color: number;
  readonly dashed: boolean;
  readonly points: readonly (readonly [epoch: number, value: number])[];
  /** Standard deviation of each point, for a mean over seeds. */
  readonly deviations?: readonly number[];
}

/** The curves of a run, or the mean of several. */
export interface Curves extends RunSummary {
  /** Standard deviations over the runs, for each of `metrics`; absent for a single run. */
  readonly deviations?: readonly Partial<EpochMetrics>[];
}

/** A chart of metrics over the epochs. */
export interface LineChart extends Omit<MetricChart, 'metrics' | 'aboutSeveral'> {
  readonly lines: readonly Line[];
}

/** The charts of one or several runs. */
export type LineCharts = Readonly<Record<'loss' | 'knn' | 'health', readonly LineChart[]>>;

/** Decimals of losses and accuracies, as everywhere else; undefined for other measures. */
export function digitsOf(id: string): number | undefined {
  if (id === 'loss' || id === 'terms') return 4;
  return id === 'knn' ? 2 : undefined;
}

/** The data of the charts for the page's script. */
export function chartData({ loss, knn, health }: LineCharts) {
  return [...loss, ...knn, ...health].map(({ id, unit, lines }) => ({
    ...{ id, unit, lines, digits: digitsOf(id) },
  }));
}

/** Makes the charts of one or several runs, without those for which no run has a value. */
export function lineCharts(runs: readonly Curves[]): LineCharts {
  const charts = metricCharts
    .map(({ metrics, about, aboutSeveral, ...chart }) => {
      const lines = drawLines(runs, metrics);
      const solid = (all: readonly { readonly dashed: boolean }[]) =>
        all.filter(({ dashed }) => !dashed).length;
      // The caption speaks of what is drawn: a method can have one of the two heads only.
      const isPart = runs.length > 1 || (solid(metrics) > 1 && solid(lines) === 1);
      return { ...chart, about: isPart ? aboutSeveral : about, lines };
    })
    .filter(({ lines }) => lines.length > 0);
  const of = (group: 'loss' | 'knn') => charts.filter(({ id }) => id === group);
  const health = charts.filter(({ id }) => id !== 'loss' && id !== 'knn');
  return { loss: of('loss'), knn: of('knn'), health };
}

/** The gray of the palette in `page/theme.js`. */
const NEUTRAL = 9;

/** Several runs are compared by the first metric of a chart and its dashed counterpart. */
function drawLines(runs: readonly Curves[], metrics: readonly ChartedMetric[]): Line[] {
  return runs.flatMap((run, number) =>
    metrics.flatMap(({ name: metric, label: name, dashed }, at) => {
      const points = run.metrics.flatMap((epoch) => {
        const value = metric === 'noLearningLoss' ? noLearningLoss(run, epoch) : epoch[metric];
        return value === undefined ? [] : [[epoch.epoch, value] as const];
      });
      if (points.length === 0) return [];
      const deviations =
        metric === 'noLearningLoss'
          ? []
          : run.metrics.flatMap((epoch, index) =>
              epoch[metric] === undefined ? [] : (run.deviations?.[index]?.[metric] ?? []),
            );
      const line = {
        ...{ dashed, points },
        ...(deviations.length === points.length && { deviations }),
      };
      // One run: a color for each solid line and its dashed counterpart. Several: a color for each run.
      const pair = metrics.slice(0, at + 1).filter((one) => !one.dashed).length - 1;
      // What the loss is compared with is no counterpart of it, and has a color of its own.
      const own = metric === 'noLearningLoss' ? NEUTRAL : pair;
      if (runs.length === 1) return [{ ...line, name, color: own }];
      return pair > 0 ? [] : [{ ...line, name: `${run.name}: ${name}`, color: number }];
    }),
  );
}

/**
 * The loss of an encoder that cannot tell the positive pair from the negatives: as recorded, or for
 * older runs ln(M + 1), for SimCLR ln(2N − 1).
 */
export function noLearningLoss(
  { config }: Pick<RunSummary, 'config'>,
  { noLearningLoss: recorded }: EpochMetrics,
): number {
  const { method, m, batchSize } = config;
  return recorded ?? Math.log(methodTraits(method).queue ? m + 1 : 2 * batchSize - 1);
}
