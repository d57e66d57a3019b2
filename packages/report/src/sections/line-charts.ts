import { methodTraits, type EpochMetrics, type RunSummary } from '@jssl/trainer';

/** One line of a chart. */
export interface Line {
  readonly name: string;
  /** Its place in the palette. */
  readonly color: number;
  readonly dashed: boolean;
  readonly points: readonly (readonly [epoch: number, value: number])[];
  /** Standard deviation of each point, where it is a mean over seeds. */
  readonly deviations?: readonly number[];
}

/** A run to draw, or the mean of several. */
export interface Curves extends RunSummary {
  /** Standard deviations over the runs, epoch by epoch as `metrics`; absent of a single run. */
  readonly deviations?: readonly Partial<EpochMetrics>[];
}

/** A chart of metrics over the epochs. */
export interface LineChart {
  readonly id: string;
  readonly title: string;
  /** What it shows, and what to look for, in a sentence or two. */
  readonly about: string;
  /** Written after each value. */
  readonly unit: string;
  readonly lines: readonly Line[];
}

type Metric = Exclude<keyof EpochMetrics, 'warnings'>;

interface ChartPlan extends Omit<LineChart, 'lines'> {
  /** The first, with its dashed counterpart, is what several runs are compared by. */
  readonly metrics: readonly (readonly [metric: Metric, name: string, dashed?: 'dashed'])[];
}

const loss: ChartPlan = {
  id: 'loss',
  title: 'Loss',
  about:
    'Mean training loss. The dashed line is where an encoder stays that cannot tell an image’s other view from the rest: ln(M + 1) with M negatives.',
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
    'Share of images whose class weighted nearest neighbors guess. The validation images, a part of the training images, pick the best epoch.',
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
    about: 'Of two views of one image, and of views of different images: they should part.',
    unit: '',
    metrics: [
      ['positiveJaccard', 'same image'],
      ['negativeJaccard', 'different images', 'dashed'],
    ],
  },
  {
    id: 'cosine',
    title: 'Cosine of the embeddings',
    about: 'Of the heads p and n, for two views of one image and for views of different images.',
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
    about: 'The three that are weighted and added.',
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
    about: 'About 1 for features in every direction, 0 for an encoder that gives all images one.',
    unit: '',
    metrics: [['featureSpread', 'spread']],
  },
  {
    id: 'rank',
    title: 'Effective rank of the features',
    about: 'How many directions the features use, in effect. A fall towards 1 is a collapse.',
    unit: '',
    metrics: [['effectiveRank', 'rank']],
  },
  {
    id: 'queue',
    title: 'Queue filled by images',
    about: 'Share of the negatives that are keys of images, the rest being random vectors still.',
    unit: '',
    metrics: [['queueFill', 'share']],
  },
  {
    id: 'gradient',
    title: 'Norm of the gradient',
    about: 'Of all parameters together. Spikes ask for a lower learning rate.',
    unit: '',
    metrics: [['gradientNorm', 'norm']],
  },
  {
    id: 'speed',
    title: 'Speed',
    about: 'Training images a second.',
    unit: '',
    metrics: [['imagesPerSecond', 'images/s']],
  },
  {
    id: 'memory',
    title: 'Memory',
    about: 'What the process holds at the end of each epoch. A steady rise is a leak.',
    unit: ' MB',
    metrics: [['residentMegabytes', 'resident']],
  },
];

/** The charts of some runs: loss, kNN accuracy and health. */
export type LineCharts = Readonly<Record<'loss' | 'knn' | 'health', readonly LineChart[]>>;

/** What the page's script draws of them. */
export function chartData({ loss, knn, health }: LineCharts) {
  return [...loss, ...knn, ...health].map(({ id, unit, lines }) => ({ id, unit, lines }));
}

/** The charts of one or several runs; one for which no run has a number is left out. */
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
      // Of one run each pair of a line and its dashed counterpart has a color; of several each run.
      const pair = metrics.slice(0, place + 1).filter(([, , one]) => !one).length - 1;
      if (runs.length === 1) return [{ ...line, name, color: pair }];
      return pair > 0 ? [] : [{ ...line, name: `${run.name}: ${name}`, color: number }];
    }),
  );
}

/**
 * The loss of an encoder that cannot tell the pair from the rest: as recorded, or for runs that did not
 * record it ln(M + 1), for SimCLR ln(2N − 1).
 */
export function noLearningLoss(
  { config }: Pick<RunSummary, 'config'>,
  { noLearningLoss: recorded }: EpochMetrics,
): number {
  const { method, m, batchSize } = config;
  return recorded ?? Math.log(methodTraits(method).queue ? m + 1 : 2 * batchSize - 1);
}
