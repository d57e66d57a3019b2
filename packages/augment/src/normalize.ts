import * as tf from '@tensorflow/tfjs-core';

import { checkImages } from './check-images.js';

/**
 * (image − mean) / std, channel by channel.
 * @param images [N, H, W, C]
 * @param mean one number a channel
 * @param std one number above 0 a channel
 */
export function normalize(
  images: tf.Tensor4D,
  mean: readonly number[],
  std: readonly number[],
): tf.Tensor4D {
  checkImages('normalize', images);
  const channels = images.shape[3];
  for (const [name, values] of Object.entries({ mean, std })) {
    const least = name === 'std' ? Number.MIN_VALUE : -Infinity;
    if (
      values.length !== channels ||
      !values.every((value) => Number.isFinite(value) && value >= least)
    ) {
      throw new RangeError(
        `normalize: ${name} must be ${channels} finite numbers${name === 'std' ? ' above 0' : ''}, got [${values.join(', ')}]`,
      );
    }
  }
  return tf.tidy(() => tf.div(tf.sub(images, tf.tensor1d([...mean])), tf.tensor1d([...std])));
}

/** Bytes of images as float32 in [0, 1], [N, H, W, C]. */
export function imagesFromBytes(
  bytes: Uint8Array,
  shape: readonly [number, number, number, number],
): tf.Tensor4D {
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== size) {
    throw new RangeError(
      `imagesFromBytes: bytes must be ${size} for images [${shape.join(', ')}], got ${bytes.length}`,
    );
  }
  return tf.tidy(() => tf.div(tf.tensor4d(new Float32Array(bytes), [...shape]), 255));
}
