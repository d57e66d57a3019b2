/** How a run is, told without labels: means over the steps of an epoch that were sampled. */
export interface HealthMetrics {
  /**
   * The loss of an encoder that cannot tell the pair from the rest: ln(M + 1), for SimCLR ln(2N − 1),
   * times the sum of the weights of the terms.
   */
  readonly noLearningLoss?: number | undefined;
  /** Mean cosine of the embeddings `p` of a pair, in [-1, 1]. */
  readonly positiveCosineP?: number | undefined;
  /** Mean cosine of the embeddings `p` of a query and the negatives. */
  readonly negativeCosineP?: number | undefined;
  /** The same of the embeddings `n`. */
  readonly positiveCosineN?: number | undefined;
  readonly negativeCosineN?: number | undefined;
  /** Mean Jaccard similarity of a pair, in [0, 1]. */
  readonly positiveJaccard?: number | undefined;
  readonly negativeJaccard?: number | undefined;
  /** Share of the queue that is keys of images, the rest being random vectors still, in [0, 1]. */
  readonly queueFill?: number | undefined;
  /**
   * Standard deviation of the L2-normalized features over a batch, averaged over the F dimensions,
   * times √F: about 1 for features in every direction, 0 for a collapsed encoder.
   */
  readonly featureSpread?: number | undefined;
  /**
   * exp of the entropy of the normalized singular values of the features, in [1, F] (Roy and
   * Vetterli, "The effective rank", EUSIPCO 2007, Definition 1).
   */
  readonly effectiveRank?: number | undefined;
  /** L2 norm of the gradient of all parameters, before it is clipped. */
  readonly gradientNorm?: number | undefined;
  /** Memory that the process holds at the end of the epoch. */
  readonly residentMegabytes?: number | undefined;
  /** Tensors that live at the end of the epoch. */
  readonly numTensors?: number | undefined;
  /** Sentences on what is wrong, and what to try; empty in a healthy run. */
  readonly warnings?: readonly string[] | undefined;
}

/** The metrics that a method measures on a batch. */
export type SimilarityMetric = Extract<
  keyof HealthMetrics,
  `positive${string}` | `negative${string}`
>;

/** The metrics that are measured on a step. */
export type StepMetric = SimilarityMetric | 'featureSpread' | 'effectiveRank' | 'gradientNorm';
