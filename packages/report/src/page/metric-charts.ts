import { metricsTable, type Metric, type MetricName } from '@jssl/trainer';

/** A chart of metrics over the epochs, and the lines in it. */
export interface MetricChart {
  readonly id: string;
  readonly title: string;
  /** What it shows and what to look for, in a sentence or two. */
  readonly about: string;
  /** Follows each value. */
  readonly unit: string;
  /** Solid lines, each followed by its dashed counterpart. */
  readonly metrics: readonly ChartedMetric[];
}

export interface ChartedMetric {
  readonly name: MetricName;
  readonly label: string;
  readonly dashed: boolean;
}

/** Titles and captions, in the order of the charts. The metrics name their chart themselves. */
const captions: readonly (readonly [id: string, title: string, about: string, unit?: string])[] = [
  [
    'loss',
    'Loss',
    'Mean training loss. The dashed line is the loss of an encoder that cannot tell the positive pair from the negatives: ln(M + 1) with M negatives.',
  ],
  [
    'knn',
    'kNN accuracy',
    'Share of images classified correctly by weighted nearest neighbors. The validation images, held out from the training images, pick the best epoch.',
    ' %',
  ],
  [
    'jaccard',
    'Jaccard similarity',
    'Between two views of one image and between views of different images; the two lines should move apart.',
  ],
  [
    'cosine',
    'Cosine of the embeddings',
    'For the heads p and n, between two views of one image and between views of different images.',
  ],
  ['terms', 'Terms of the loss', 'The loss is the weighted sum of these three.'],
  [
    'spread',
    'Spread of the features',
    'About 1 if features point in all directions, 0 if all images have the same feature.',
  ],
  [
    'rank',
    'Effective rank of the features',
    'The effective number of directions the features use. A fall toward 1 is a collapse.',
  ],
  [
    'queue',
    'Queue fill',
    'Share of the negatives that are keys of images; the rest are still random vectors.',
  ],
  ['gradient', 'Gradient norm', 'Over all parameters. If it spikes, lower the learning rate.'],
  ['speed', 'Speed', 'Training images per second.'],
  [
    'memory',
    'Memory',
    'Memory of the process at the end of each epoch. A steady rise is a leak.',
    ' MB',
  ],
];

const rows = Object.entries<Metric>(metricsTable) as [MetricName, Metric][];

/** The charts of the metrics table; a chart without a caption is titled by its id and comes last. */
export const metricCharts: readonly MetricChart[] = [
  ...captions,
  ...[...new Set(rows.flatMap(([, { chart = [] }]) => chart))]
    .filter((chart) => !captions.some(([id]) => id === chart))
    .map((chart) => [chart, chart, ''] as const),
].map(([id, title, about, unit = '']) => ({ id, title, about, unit, metrics: metricsOf(id) }));

function metricsOf(id: string): ChartedMetric[] {
  const charted = rows.filter(([, { chart }]) => chart === id);
  return charted
    .filter(([, { dashedBeside }]) => dashedBeside === undefined)
    .flatMap(([solid, { label }]) => [
      { name: solid, label, dashed: false },
      ...charted
        .filter(([, { dashedBeside }]) => dashedBeside === solid)
        .map(([name, { label }]) => ({ name, label, dashed: true })),
    ]);
}
