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
    'Share of images classified correctly by weighted nearest neighbors. The best epoch is picked on the validation images: the latest that is not clearly below the highest.',
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

/** The charts of a table of metrics. A chart without a caption is titled by its id and comes last. */
export function chartsOf(table: Readonly<Record<string, Metric>>): readonly MetricChart[] {
  const rows = Object.entries(table) as [MetricName, Metric][];
  const uncaptioned = new Set(rows.flatMap(([, { chart = [] }]) => chart));
  for (const [id] of captions) uncaptioned.delete(id);
  return [...captions, ...[...uncaptioned].map((id) => [id, id, ''] as const)].map(
    ([id, title, about, unit = '']) => {
      const charted = rows.filter(([, { chart }]) => chart === id);
      const besides = (solid?: string) =>
        charted.filter(([, { dashedBeside }]) => dashedBeside === solid);
      const metrics = besides().flatMap(([name, { label }]) => [
        { name, label, dashed: false },
        ...besides(name).map(([name, { label }]) => ({ name, label, dashed: true })),
      ]);
      return { id, title, about, unit, metrics };
    },
  );
}

/** The charts of all metrics. */
export const metricCharts = chartsOf(metricsTable);
