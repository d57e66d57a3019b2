import type * as tf from '@tensorflow/tfjs-core';

/** Unit rows of both heads: [N, D] of a batch, [M, D] of a queue. */
export interface Embeddings {
  readonly p: tf.Tensor2D;
  readonly n: tf.Tensor2D;
}
