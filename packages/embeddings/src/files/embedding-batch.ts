/** Some embedded images, in their order. */
export interface EmbeddingBatch {
  /** N names. */
  readonly names: readonly string[];
  /** [N, F], row after row; finite. */
  readonly features: Float32Array;
  /** The class name of each, where the images have classes. */
  readonly labels?: readonly string[];
}

/** What is known of a whole table of embeddings before its first batch. */
export interface EmbeddingShape {
  /** Images in all batches together. */
  readonly rows: number;
  /** F, the numbers of one embedding. */
  readonly features: number;
  /** Whether every batch has labels; if not, none has. */
  readonly labeled: boolean;
}

/** The features [F] of one image of a batch, without a copy. */
export function featuresOf({ features }: EmbeddingBatch, row: number, size: number): Float32Array {
  return features.subarray(row * size, (row + 1) * size);
}
