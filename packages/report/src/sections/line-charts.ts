import { methodTraits, type EpochMetrics, type RunSummary } from '@jssl/trainer';

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
export interface LineChart {
  readonly id: string;
  readonly title: string;
  /** What it shows and what to look for, in a sentence or two. */
  readonly about: string;
  /** Follows each value. */
  readonly unit: string;
  readonly lines: readonly Line[];
}

type Metric = Exclude<keyof EpochMetrics, 'warnings'>;

interface ChartPlan extends Omit<LineChart, 'lines'> {
  /** Several runs are compared by the first metric and its dashed counterpart. */
  readonly metrics: readonly (readonly [metric: Metric, name: string, dashed?: 'dashed'])[];
}

const loss: ChartPlan = {
  id: 'loss',
  title: 'Loss',
  about:
    'Mean training loss. The dashed line is the loss of an encoder that cannot tell the positive pair from the negatives: ln(M + 1) with M negatives.',
  unit: '',
  metrics: [
    ['trainLoss', 'loss'],
    ['noLearningLoss', 'no learning', 'dashed'],
  ],
};

const knn: ChartPlan = {
  id: 'knn',
  title: 'kNN accuracy',
  about:
    'Share of images classified correctly by weighted nearest neighbors. The validation images, held out from the training images, pick the best epoch.',
  unit: ' %',
  metrics: [
    ['validationTop1', 'validation'],
    ['testTop1', 'test', 'dashed'],
  ],
};

const health: readonly ChartPlan[] = [
  {
    id: 'jaccard',
    title: 'Jaccard similarity',
    about:
      'Between two views of one image and between views of different images; the two lines should move apart.',
    unit: '',
    metrics: [
      ['positiveJaccard', 'same image'],
      ['negativeJaccard', 'different images', 'dashed'],
    ],
  },
  {
    id: 'cosine',
    title: 'Cosine of the embeddings',
    about:
      'For the heads p and n, between two views of one image and between views of different images.',
    unit: '',
    metrics: [
      ['positiveCosineP', 'p, same image'],
      ['negativeCosineP', 'p, different images', 'dashed'],
      ['positiveCosineN', 'n, same image'],
      ['negativeCosineN', 'n, different images', 'dashed'],
    ],
  },
  {
    id: 'terms',
    title: 'Terms of the loss',
    about: 'The loss is the weighted sum of these three.',
    unit: '',
    metrics: [
      ['jaccardLoss', 'Jaccard'],
      ['pLoss', 'cosine of p'],
      ['nLoss', 'cosine of n'],
    ],
  },
  {
    id: 'spread',
    title: 'Spread of the features',
    about: 'About 1 if features point in all directions, 0 if all images have the same feature.',
    unit: '',
    metrics: [['featureSpread', 'spread']],
  },
  {
    id: 'rank',
    title: 'Effective rank of the features',
    about: 'The effective number of directions the features use. A fall toward 1 is a collapse.',
    unit: '',
    metrics: [['effectiveRank', 'rank']],
  },
  {
    id: 'queue',
    title: 'Queue fill',
    about: 'Share of the negatives that are keys of images; the rest are still random vectors.',
    unit: '',
    metrics: [['queueFill', 'share']],
  },
  {
    id: 'gradient',
    title: 'Gradient norm',
    about: 'Over all parameters. If it spikes, lower the learning rate.',
    unit: '',
    metrics: [['gradientNorm', 'norm']],
  },
  {
    id: 'speed',
    title: 'Speed',
    about: 'Training images per second.',
    unit: '',
    metrics: [['imagesPerSecond', 'images/s']],
  },
  {
    id: 'memory',
    title: 'Memory',
    about: 'Memory of the process at the end of each epoch. A steady rise is a leak.',
    unit: ' MB',
    metrics: [['residentMegabytes', 'resident']],
  },
];

/** The charts of one or several runs. */
export type LineCharts = Readonly<Record<'loss' | 'knn' | 'health', readonly LineChart[]>>;

/** The data of the charts for the page's script. */
export function chartData({ loss, knn, health }: LineCharts) {
  return [...loss, ...knn, ...health].map(({ id, unit, lines }) => ({ id, unit, lines }));
}

/** Makes the charts of one or several runs, without those for which no run has a value. */
export function lineCharts(runs: readonly Curves[]): LineCharts {
  const draw = (plans: readonly ChartPlan[]) =>
    plans
      .map(({ metrics, ...about }) => ({ ...about, lines: drawLines(runs, metrics) }))
      .filter(({ lines }) => lines.length > 0);
  return { loss: draw([loss]), knn: draw([knn]), health: draw(health) };
}

function drawLines(runs: readonly Curves[], metrics: ChartPlan['metrics']): Line[] {
  return runs.flatMap((run, number) =>
    metrics.flatMap(([metric, name, dashed], place) => {
      const points = run.metrics.flatMap((epoch) => {
        const value = metric === 'noLearningLoss' ? noLearningLoss(run, epoch) : epoch[metric];
        return value === undefined ? [] : [[epoch.epoch, value] as const];
      });
      if (points.length === 0) return [];
      const deviations =
        metric === 'noLearningLoss'
          ? []
          : run.metrics.flatMap((epoch, at) =>
              epoch[metric] === undefined ? [] : (run.deviations?.[at]?.[metric] ?? []),
            );
      const line = {
        ...{ dashed: dashed !== undefined, points },
        ...(deviations.length === points.length && { deviations }),
      };
      // One run: a color for each solid line and its dashed counterpart. Several: a color for each run.
      const pair = metrics.slice(0, place + 1).filter(([, , one]) => !one).length - 1;
      if (runs.length === 1) return [{ ...line, name, color: pair }];
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
