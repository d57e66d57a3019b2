import { metricsTable, type Metric, type MetricName } from '@jssl/trainer';

/** A chart of metrics over the epochs, and the lines in it. */
export interface MetricChart {
  readonly id: string;
  readonly title: string;
  /** What it shows and what to look for, in a sentence or two. */
  readonly about: string;
  /** The same for several runs, of which only the first solid line and its dashed counterpart are drawn. */
  readonly aboutSeveral: string;
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

interface Caption {
  readonly title: string;
  readonly about: string;
  /** Default: `about`. */
  readonly aboutSeveral?: string;
  readonly unit?: string;
}

/** Titles and captions, in the order of the charts. The metrics name their chart themselves. */
const captions: Readonly<Record<string, Caption>> = {
  loss: {
    title: 'Loss',
    about:
      'Mean training loss. The dashed line is the loss of an encoder that cannot tell the positive pair from the negatives: ln(M + 1) with M negatives.',
    aboutSeveral:
      'Mean training loss of each run. Dashed: the loss of an encoder that cannot tell the positive pair from the negatives. Losses of different methods, temperatures or numbers of negatives are not on one scale.',
  },
  knn: {
    title: 'kNN accuracy',
    about:
      'Share of images classified correctly by weighted nearest neighbors. The best epoch is picked on the validation images: the latest that is not clearly below the highest.',
    unit: ' %',
  },
  jaccard: {
    title: 'Jaccard similarity',
    about:
      'Between two views of one image and between views of different images; the two lines should move apart.',
    aboutSeveral:
      'Between two views of one image (solid) and between views of different images (dashed); the two lines of a run should move apart.',
  },
  cosine: {
    title: 'Cosine of the embeddings',
    about:
      'For the heads p and n, between two views of one image and between views of different images.',
    aboutSeveral:
      'Of the head p, between two views of one image (solid) and between views of different images (dashed).',
  },
  terms: {
    title: 'Terms of the loss',
    about: 'The loss is the weighted sum of these three.',
    aboutSeveral: 'The Jaccard term of the loss, without the terms of the heads p and n.',
  },
  spread: {
    title: 'Spread of the features',
    about: 'About 1 if features point in all directions, 0 if all images have the same feature.',
  },
  rank: {
    title: 'Effective rank of the features',
    about: 'The effective number of directions the features use. A fall toward 1 is a collapse.',
  },
  queue: {
    title: 'Queue fill',
    about: 'Share of the negatives that are keys of images; the rest are still random vectors.',
  },
  gradient: {
    title: 'Gradient norm',
    about: 'Over all parameters. If it spikes, lower the learning rate.',
  },
  speed: { title: 'Speed', about: 'Training images per second.', unit: '/s' },
  memory: {
    title: 'Memory',
    about: 'Memory of the process at the end of each epoch. A steady rise is a leak.',
    unit: ' MB',
  },
};

/** The charts of a table of metrics. A chart without a caption is titled by its id and comes last. */
export function chartsOf(table: Readonly<Record<string, Metric>>): readonly MetricChart[] {
  const rows = Object.entries(table) as [MetricName, Metric][];
  const uncaptioned = new Set(rows.flatMap(([, { chart = [] }]) => chart));
  for (const id of Object.keys(captions)) uncaptioned.delete(id);
  const plain = [...uncaptioned].map((id): [string, Caption] => [id, { title: id, about: '' }]);
  return [...Object.entries(captions), ...plain].map(
    ([id, { title, about, aboutSeveral = about, unit = '' }]) => {
      const charted = rows.filter(([, { chart }]) => chart === id);
      const besides = (solid?: string) =>
        charted.filter(([, { dashedBeside }]) => dashedBeside === solid);
      const metrics = besides().flatMap(([name, { label }]) => [
        { name, label, dashed: false },
        ...besides(name).map(([name, { label }]) => ({ name, label, dashed: true })),
      ]);
      return { id, title, about, aboutSeveral, unit, metrics };
    },
  );
}

/** The charts of all metrics. */
export const metricCharts = chartsOf(metricsTable);
