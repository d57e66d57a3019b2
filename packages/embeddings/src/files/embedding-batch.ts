/** Some of the embedded images, in order. */
export interface EmbeddingBatch {
  /** N names. */
  readonly names: readonly string[];
  /** [N, F], row after row; finite. */
  readonly features: Float32Array;
  /** The class name of each image, if the images have classes. */
  readonly labels?: readonly string[];
}

/** The shape of all embeddings, known before the first batch. */
export interface EmbeddingShape {
  /** Images in all batches. */
  readonly rows: number;
  /** F, the numbers of one embedding. */
  readonly features: number;
  /** Whether all batches have labels, or none. */
  readonly labeled: boolean;
}

/** The features [F] of one image of a batch, without a copy. */
export function featuresOf({ features }: EmbeddingBatch, row: number, size: number): Float32Array {
  return features.subarray(row * size, (row + 1) * size);
}
