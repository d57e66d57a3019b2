import { evaluationView } from '@jssl/augment';
import type { ImageSet } from '@jssl/data/browser';
import type { Collectives } from '@jssl/distributed';
import { gatherRows } from '@jssl/distributed/tensors';
import { rawPixelFeatures } from '@jssl/eval';
import { encodeFeature, type Encoder } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { nextTurn } from '../batches/next-turn.js';
import { evaluationBatches, readImages, type ViewSource } from '../batches/view-batches.js';

/** Computes features [N, F] of normalized views [N, S, S, C]. */
export type FeatureExtractor = (views: tf.Tensor4D) => tf.Tensor2D;

/**
 * The L2-normalized feature `f` [N, F] of a frozen encoder, batch norm in evaluation mode.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { encoderFeatures, loadEncoder } from '@jssl/features';
 *
 * const extract = encoderFeatures(loadEncoder('runs/photos').encoder);
 * const feature = extract(tf.ones([2, 8, 8, 3])); // views [N, S, S, C], normalized
 * const [length] = await tf.norm(tf.gather(feature, 0)).data();
 * console.log(feature.shape, length.toFixed(3)); // [ 2, 32 ] 1.000
 * ```
 */
export function encoderFeatures(encoder: Encoder): FeatureExtractor {
  return (views) => tf.tidy(() => encodeFeature(encoder, views).feature);
}

/**
 * Raw pixels as unit vectors [N, S·S·C]: the baseline any encoder has to beat.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { pixelFeatures } from '@jssl/features';
 *
 * const views = tf.tensor4d([3, 0, 0, 4], [1, 2, 2, 1]); // [N, S, S, C]
 * const pixels = await pixelFeatures(views).data();
 * console.log([...pixels].map((value) => value.toFixed(1))); // [ '0.6', '0.0', '0.0', '0.8' ]
 * ```
 */
export const pixelFeatures: FeatureExtractor = rawPixelFeatures;

/** Options of {@link embedImages} and {@link embedBatches}. */
export interface EmbeddingOptions extends ViewSource {
  /** Called with the number of images done. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /**
   * The ranks that share the work: each embeds a part of every batch and gets all features. All ranks must
   * read all batches, together.
   */
  readonly job?: Collectives | undefined;
  /** Stops before the next batch; in a job, abort on every rank at the same batch. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Features [N, F] of the images of a set, un-augmented, in order, batch by batch; each batch is borrowed
 * until the next one is requested.
 * @example
 * ```ts
 * import { defaultViewOptions } from '@jssl/augment';
 * import { openDataset } from '@jssl/data';
 * import { embedBatches, pixelFeatures } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const views = { ...defaultViewOptions, size: 8 };
 * for await (const features of embedBatches(pixelFeatures, photos.train, { data: photos, views })) {
 *   console.log(features.shape); // [ 18, 192 ]
 * }
 * ```
 */
export async function* embedBatches(
  extract: FeatureExtractor,
  set: ImageSet,
  options: EmbeddingOptions,
): AsyncGenerator<tf.Tensor2D, void, undefined> {
  const { onProgress, job, signal } = options;
  let done = 0;
  signal?.throwIfAborted();
  const batches =
    job && job.size > 1
      ? embedTogether(extract, set, { ...options, job })
      : embedAlone(extract, set, options);
  for (const features of batches) {
    yield features;
    onProgress?.((done += features.shape[0]));
    // Let signals and timers run.
    await nextTurn();
    signal?.throwIfAborted();
  }
}

function* embedAlone(
  extract: FeatureExtractor,
  set: ImageSet,
  source: ViewSource,
): Generator<tf.Tensor2D, void, undefined> {
  for (const views of evaluationBatches(set, source)) {
    const features = tf.tidy(() => extract(views));
    try {
      yield features;
    } finally {
      features.dispose();
    }
  }
}

/** Images that a rank embeds at a time. */
const RANK_BATCH = 256;

function* embedTogether(
  extract: FeatureExtractor,
  set: ImageSet,
  { data, views, job }: ViewSource & { readonly job: Collectives },
): Generator<tf.Tensor2D, void, undefined> {
  for (let start = 0; start < set.length; start += RANK_BATCH * job.size) {
    const count = Math.min(RANK_BATCH * job.size, set.length - start);
    const share = Math.ceil(count / job.size);
    // All ranks must contribute the same number of rows: past the end, repeat the last image.
    const indices = Int32Array.from({ length: share }, (_, row) =>
      Math.min(start + job.rank * share + row, set.length - 1),
    );
    const features = tf.tidy(() => {
      const own = extract(evaluationView(readImages(set, data, indices), views));
      return tf.slice2d(gatherRows(own, job), [0, 0], [count, -1]);
    });
    try {
      yield features;
    } finally {
      features.dispose();
    }
  }
}

/**
 * Features [B, F] of every image of a set, un-augmented, in order. The caller disposes them.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedImages, encoderFeatures, loadEncoder } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { encoder, views } = loadEncoder('runs/photos');
 * const features = await embedImages(encoderFeatures(encoder), photos.train, { data: photos, views });
 * console.log(features.shape); // [ 18, 32 ]
 * features.dispose();
 * ```
 */
export async function embedImages(
  extract: FeatureExtractor,
  set: ImageSet,
  options: EmbeddingOptions,
): Promise<tf.Tensor2D> {
  const batches: tf.Tensor2D[] = [];
  try {
    for await (const batch of embedBatches(extract, set, options)) batches.push(tf.clone(batch));
    return tf.concat2d(batches, 0);
  } finally {
    tf.dispose(batches);
  }
}
