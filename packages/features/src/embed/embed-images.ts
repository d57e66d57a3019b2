import { evaluationView, type ViewOptions } from '@jssl/augment';
import type { ImageSet } from '@jssl/data';
import type { Collectives } from '@jssl/distributed';
import { gatherRows } from '@jssl/distributed/tensors';
import { rawPixelFeatures } from '@jssl/eval';
import { encodeFeature, type Encoder } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { evaluationBatches, readImages, type ImageShape } from '../batches/view-batches.js';

/** Features of a batch of un-augmented, normalized views [N, S, S, C]. */
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
 * const length = tf.norm(tf.gather(feature, 0)).dataSync()[0];
 * console.log(feature.shape, length.toFixed(3)); // [ 2, 32 ] 1.000
 * ```
 */
export function encoderFeatures(encoder: Encoder): FeatureExtractor {
  return (views) => tf.tidy(() => encodeFeature(encoder, views).feature);
}

/**
 * The pixels themselves as unit vectors [N, S·S·C]: what any encoder has to beat.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { pixelFeatures } from '@jssl/features';
 *
 * const views = tf.tensor4d([3, 0, 0, 4], [1, 2, 2, 1]); // [N, S, S, C]
 * console.log([...pixelFeatures(views).dataSync()].map((value) => value.toFixed(1))); // [ '0.6', '0.0', '0.0', '0.8' ]
 * ```
 */
export const pixelFeatures: FeatureExtractor = rawPixelFeatures;

/**
 * Features [N, F] of the images of a set, un-augmented, in order, batch by batch; each is borrowed until
 * the next one is asked for.
 * @param job the ranks that share the work: each embeds a part of every batch and has all features. They
 * have to go through all batches together.
 * @example
 * ```ts
 * import { defaultViewOptions } from '@jssl/augment';
 * import { openDataset } from '@jssl/data';
 * import { embedBatches, pixelFeatures } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const views = { ...defaultViewOptions, size: 8 };
 * for (const features of embedBatches(pixelFeatures, photos.train, photos, views)) {
 *   console.log(features.shape); // [ 18, 192 ]
 * }
 * ```
 */
export function* embedBatches(
  extract: FeatureExtractor,
  set: ImageSet,
  shape: ImageShape,
  options: ViewOptions,
  job?: Collectives,
): Generator<tf.Tensor2D, void, undefined> {
  if (job && job.size > 1) {
    yield* embedTogether(extract, set, shape, options, job);
    return;
  }
  for (const views of evaluationBatches(set, shape, options)) {
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
  shape: ImageShape,
  options: ViewOptions,
  job: Collectives,
): Generator<tf.Tensor2D, void, undefined> {
  for (let start = 0; start < set.length; start += RANK_BATCH * job.size) {
    const count = Math.min(RANK_BATCH * job.size, set.length - start);
    const share = Math.ceil(count / job.size);
    // All ranks have to give as many rows: past the end it is the last image once more.
    const indices = Int32Array.from({ length: share }, (_, row) =>
      Math.min(start + job.rank * share + row, set.length - 1),
    );
    const features = tf.tidy(() => {
      const own = extract(evaluationView(readImages(set, shape, indices), options));
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
 * @param onImages hears how many images are done.
 * @param job as in {@link embedBatches}.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedImages, encoderFeatures, loadEncoder } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { encoder, views } = loadEncoder('runs/photos');
 * const features = embedImages(encoderFeatures(encoder), photos.train, photos, views);
 * console.log(features.shape); // [ 18, 32 ]
 * features.dispose();
 * ```
 */
export function embedImages(
  extract: FeatureExtractor,
  set: ImageSet,
  shape: ImageShape,
  options: ViewOptions,
  onImages: (done: number) => void = () => undefined,
  job?: Collectives,
): tf.Tensor2D {
  const batches: tf.Tensor2D[] = [];
  let done = 0;
  for (const batch of embedBatches(extract, set, shape, options, job)) {
    batches.push(tf.clone(batch));
    onImages((done += batch.shape[0]));
  }
  const features = tf.concat2d(batches, 0);
  tf.dispose(batches);
  return features;
}
