import type { Tensor } from '@tensorflow/tfjs-core';

const shapeOf = (tensor: Tensor) => `[${tensor.shape.join(', ')}]`;

/**
 * Checks a batch of images [N, H, W, C] with 1 or 3 channels.
 * @throws TypeError for another rank or dtype, RangeError for another number of channels.
 */
export function checkImages(caller: string, images: Tensor): void {
  if (images.rank !== 4) {
    throw new TypeError(`${caller}: images must be [N, H, W, C], got ${shapeOf(images)}`);
  }
  if (images.dtype !== 'float32') {
    throw new TypeError(`${caller}: images must be float32 in [0, 1], got ${images.dtype}`);
  }
  if (images.shape[3] !== 1 && images.shape[3] !== 3) {
    throw new RangeError(`${caller}: images must have 1 or 3 channels, got ${shapeOf(images)}`);
  }
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
