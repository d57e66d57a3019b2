import * as tf from '@tensorflow/tfjs-core';

const shapeOf = (tensor: tf.Tensor) => `[${tensor.shape.join(', ')}]`;

/**
 * Checks images [N, H, W, C], or one [H, W, C], with 1 or 3 channels.
 * @throws TypeError for another rank or dtype, RangeError for another number of channels.
 */
function checkImages(caller: string, images: tf.Tensor): void {
  if (images.rank !== 4 && images.rank !== 3) {
    throw new TypeError(
      `${caller}: images must be [N, H, W, C], or one [H, W, C], got ${shapeOf(images)}`,
    );
  }
  if (images.dtype !== 'float32' && images.dtype !== 'int32') {
    throw new TypeError(
      `${caller}: images must be float32 in [0, 1] or int32 from 0 to 255, got ${images.dtype}`,
    );
  }
  const channels = images.shape.at(-1);
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`${caller}: images must have 1 or 3 channels, got ${shapeOf(images)}`);
  }
}

/**
 * Changes images [N, H, W, C], or one [H, W, C]. Pixels of type int32, as `tf.browser.fromPixels` returns them, become
 * float32 in [0, 1].
 * @param change receives a float32 batch, borrowed.
 * @returns what `change` returns, of the rank of `images`.
 * @throws TypeError for another rank or dtype, RangeError for another number of channels.
 */
export function withBatch<T extends tf.Tensor>(
  caller: string,
  images: T,
  change: (batch: tf.Tensor4D) => tf.Tensor4D,
): T {
  checkImages(caller, images);
  return tf.tidy(() => {
    const given: tf.Tensor = images;
    const floats = given.dtype === 'int32' ? tf.div(tf.cast(given, 'float32'), 255) : given;
    if (given.rank === 4) return change(floats as tf.Tensor4D);
    return tf.squeeze(change(tf.expandDims<tf.Tensor4D>(floats)), [0]);
  }) as T;
}

/** @throws RangeError unless `length`, in pixels, is a whole number of at least 1. */
export function checkLength(caller: string, name: string, length: number): void {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`${caller}: ${name} must be a whole number of at least 1, got ${length}`);
  }
}

/**
 * @param lists by name.
 * @throws RangeError unless each list has one entry per image.
 */
export function checkCount(
  caller: string,
  lists: Readonly<Record<string, readonly unknown[]>>,
  count: number,
): void {
  for (const [name, entries] of Object.entries(lists)) {
    if (entries.length !== count) {
      throw new RangeError(
        `${caller}: ${name} must be one for each of ${count} images, got ${entries.length}`,
      );
    }
  }
}
