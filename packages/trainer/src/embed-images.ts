import { evaluationView, type ViewOptions } from '@jssl/augment';
import type { ImageSet } from '@jssl/data';
import type { Collectives } from '@jssl/distributed';
import { rawPixelFeatures } from '@jssl/eval';
import { encodeFeature, type Encoder } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { gatherRows } from './parallel/gather-rows.js';
import { evaluationBatches, readImages, type ImageShape } from './view-batches.js';

/** Features of a batch of un-augmented, normalised views [N, S, S, C]. */
export type FeatureExtractor = (views: tf.Tensor4D) => tf.Tensor2D;

/** The L2-normalised feature `f` [N, F] of a frozen encoder, batch norm in evaluation mode. */
export function encoderFeatures(encoder: Encoder): FeatureExtractor {
  return (views) => tf.tidy(() => encodeFeature(encoder, views).feature);
}

/** The pixels themselves as unit vectors [N, S·S·C]: what any encoder has to beat. */
export const pixelFeatures: FeatureExtractor = rawPixelFeatures;

/**
 * Features [N, F] of the images of a set, un-augmented, in order, batch by batch; each is borrowed until
 * the next one is asked for.
 */
export function* embedBatches(
  extract: FeatureExtractor,
  set: ImageSet,
  shape: ImageShape,
  options: ViewOptions,
): Generator<tf.Tensor2D, void, undefined> {
  for (const views of evaluationBatches(set, shape, options)) {
    const features = tf.tidy(() => extract(views));
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
 */
export function embedImages(
  extract: FeatureExtractor,
  set: ImageSet,
  shape: ImageShape,
  options: ViewOptions,
  onImages: (done: number) => void = () => undefined,
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
  job?: Collectives,
  if (job && job.size > 1) {
    yield* embedTogether(extract, set, shape, options, job);
    return;
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

  job?: Collectives,
