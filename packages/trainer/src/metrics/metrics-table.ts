/** How a metric is named and drawn wherever it appears. */
export interface Metric {
  /** Column of `metrics.csv`, in the order of the table; the first are those of the original code. */
  readonly column: string;
  /** TensorBoard groups tags by the part before the slash. */
  readonly tag?: string;
  /** The label of its line in a chart, or its name in a table. */
  readonly label: string;
  /** The chart of a report that draws it. */
  readonly chart?: string;
  /** Draw it dashed, in the color of this other metric in the same chart. */
  readonly dashedBeside?: string;
  /** Present in every epoch, in all versions; other metrics are missing if they were not measured. */
  readonly always?: true;
}

/**
 * The metrics of an epoch, in the order of the columns of `metrics.csv`. Accuracies are in percent.
 * Similarities, spread, rank and gradient norm are means over the steps that were sampled.
 * @example
 * ```ts
 * import { metricsTable } from '@jssl/trainer';
 *
 * const { column, tag, label, chart } = metricsTable.trainLoss;
 * console.log(column, tag, label, chart); // train_loss loss/train loss loss
 * ```
 */
export const metricsTable = {
  epoch: { column: 'epoch', label: 'epoch', always: true },
  trainLoss: {
    ...{ column: 'train_loss', tag: 'loss/train', label: 'loss', chart: 'loss' },
    always: true,
  },
  testTop1: {
    ...{ column: 'test_acc@1', tag: 'knn/test', label: 'test', chart: 'knn' },
    dashedBeside: 'validationTop1',
  },
  testTop5: { column: 'test_acc@5', tag: 'knn/test-top5', label: 'test top-5' },
  temperature: {
    ...{ column: 'temperature', tag: 'settings/temperature', label: 'temperature' },
    always: true,
  },
  validationTop1: {
    ...{ column: 'val_acc@1', tag: 'knn/validation', label: 'validation', chart: 'knn' },
  },
  validationTop5: {
    ...{ column: 'val_acc@5', tag: 'knn/validation-top5', label: 'validation top-5' },
  },
  /** The terms of the loss that the method has. */
  jaccardLoss: { column: 'loss_jaccard', tag: 'loss/jaccard', label: 'Jaccard', chart: 'terms' },
  pLoss: { column: 'loss_p', tag: 'loss/p', label: 'cosine of p', chart: 'terms' },
  nLoss: { column: 'loss_n', tag: 'loss/n', label: 'cosine of n', chart: 'terms' },
  imagesPerSecond: {
    ...{ column: 'images_per_second', tag: 'speed/images-per-second' },
    ...{ label: 'images/s', chart: 'speed', always: true },
  },
  durationSeconds: { column: 'seconds', tag: 'speed/seconds', label: 'seconds', always: true },
  /** Share of the training time of the epoch spent waiting for images and views, in [0, 1]. */
  dataWaitShare: {
    ...{ column: 'data_wait_share', tag: 'speed/data-wait-share', label: 'data wait' },
    always: true,
  },
  /**
   * The loss of an encoder that cannot tell a positive pair from negatives: ln(M + 1), for SimCLR
   * ln(2N − 1), times the sum of the weights of the terms.
   */
  noLearningLoss: {
    ...{ column: 'no_learning_loss', tag: 'loss/no-learning', label: 'no learning' },
    ...{ chart: 'loss', dashedBeside: 'trainLoss' },
  },
  /** Mean cosine of the embeddings `p` of positive pairs, in [-1, 1]. */
  positiveCosineP: {
    ...{ column: 'positive_cosine_p', tag: 'similarity/positive-cosine-p' },
    ...{ label: 'p, same image', chart: 'cosine' },
  },
  /** Mean cosine of the embeddings `p` of a query and its negatives. */
  negativeCosineP: {
    ...{ column: 'negative_cosine_p', tag: 'similarity/negative-cosine-p' },
    ...{ label: 'p, different images', chart: 'cosine', dashedBeside: 'positiveCosineP' },
  },
  positiveCosineN: {
    ...{ column: 'positive_cosine_n', tag: 'similarity/positive-cosine-n' },
    ...{ label: 'n, same image', chart: 'cosine' },
  },
  negativeCosineN: {
    ...{ column: 'negative_cosine_n', tag: 'similarity/negative-cosine-n' },
    ...{ label: 'n, different images', chart: 'cosine', dashedBeside: 'positiveCosineN' },
  },
  /** Mean Jaccard similarity of positive pairs, in [0, 1]. */
  positiveJaccard: {
    ...{ column: 'positive_jaccard', tag: 'similarity/positive-jaccard' },
    ...{ label: 'same image', chart: 'jaccard' },
  },
  negativeJaccard: {
    ...{ column: 'negative_jaccard', tag: 'similarity/negative-jaccard' },
    ...{ label: 'different images', chart: 'jaccard', dashedBeside: 'positiveJaccard' },
  },
  /** Share of the queue that holds keys of images, in [0, 1]; the rest are still random vectors. */
  queueFill: {
    ...{ column: 'queue_fill', tag: 'health/queue-fill', label: 'share', chart: 'queue' },
  },
  /**
   * Standard deviation of the L2-normalized features over a batch, averaged over the F dimensions,
   * times √F: about 1 for features in every direction, 0 for a collapsed encoder.
   */
  featureSpread: {
    ...{ column: 'feature_spread', tag: 'health/feature-spread' },
    ...{ label: 'spread', chart: 'spread' },
  },
  /**
   * exp of the entropy of the normalized singular values of the features, in [1, F] (Roy and
   * Vetterli, "The effective rank", EUSIPCO 2007, Definition 1).
   */
  effectiveRank: {
    ...{ column: 'effective_rank', tag: 'health/effective-rank', label: 'rank', chart: 'rank' },
  },
  /** L2 norm of the gradient of all parameters, before it is clipped. */
  gradientNorm: {
    ...{ column: 'gradient_norm', tag: 'health/gradient-norm', label: 'norm', chart: 'gradient' },
  },
  /** Memory of the process at the end of the epoch. */
  residentMegabytes: {
    ...{ column: 'resident_megabytes', tag: 'memory/resident-megabytes' },
    ...{ label: 'resident', chart: 'memory' },
  },
  /** Number of tensors at the end of the epoch. */
  numTensors: { column: 'num_tensors', tag: 'memory/tensors', label: 'tensors' },
  /** Balanced kNN accuracy: the mean of the per-class accuracies over the classes that have images. */
  testBalanced: {
    ...{ column: 'test_balanced', tag: 'knn/test-balanced', label: 'test, balanced' },
  },
  validationBalanced: {
    ...{ column: 'val_balanced', tag: 'knn/validation-balanced', label: 'validation, balanced' },
  },
  /** How many images the validation accuracies are measured on. */
  validationImages: {
    ...{ column: 'val_images', tag: 'knn/validation-images', label: 'validation images' },
  },
  /** Neighbors that voted. */
  k: { column: 'knn_k', tag: 'knn/k', label: 'k' },
} as const satisfies Readonly<Record<string, Metric>>;

type Table = typeof metricsTable;
/** The name of a metric: a key of {@link metricsTable}. */
export type MetricName = keyof Table;
type Always = {
  [Name in MetricName]: Table[Name] extends { always: true } ? Name : never;
}[MetricName];

/** The metrics of an epoch: one line of `metrics.csv` and `metrics.jsonl`. */
export type EpochMetrics = { readonly [Name in Always]: number } & {
  readonly [Name in Exclude<MetricName, Always>]?: number | undefined;
} & {
  /** What is wrong, and what to try; empty in a healthy run. */
  readonly warnings?: readonly string[] | undefined;
};

/** The metrics that a method measures on a batch. */
export type SimilarityMetric = Extract<MetricName, `positive${string}` | `negative${string}`>;

/** The metrics that are measured on a step. */
export type StepMetric = SimilarityMetric | 'featureSpread' | 'effectiveRank' | 'gradientNorm';

/** The table as a list. */
export const metricRows = Object.entries<Metric>(metricsTable) as readonly (readonly [
  name: MetricName,
  metric: Metric,
])[];
