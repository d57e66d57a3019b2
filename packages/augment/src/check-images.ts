import type { Tensor } from '@tensorflow/tfjs-core';

const shapeOf = (tensor: Tensor) => `[${tensor.shape.join(', ')}]`;

/**
 * Checks a batch of images [N, H, W, C] with 1 or 3 channels.
 * @throws TypeError for another rank, RangeError for other channels.
 */
export function checkImages(caller: string, images: Tensor): void {
  if (images.rank !== 4) {
    throw new TypeError(`${caller}: images must be [N, H, W, C], got ${shapeOf(images)}`);
  }
  if (images.shape[3] !== 1 && images.shape[3] !== 3) {
    throw new RangeError(`${caller}: images must have 1 or 3 channels, got ${shapeOf(images)}`);
  }
}

/** @throws RangeError unless there is one value for the batch or one for each of its N images. */
export function checkPerImage(
  caller: string,
  name: string,
  values: number | readonly number[],
  count: number,
): void {
  const list = typeof values === 'number' ? [values] : values;
  if (!list.every((value) => Number.isFinite(value))) {
    throw new RangeError(`${caller}: ${name} must be finite, got ${list.join(', ')}`);
  }
  if (typeof values !== 'number' && values.length !== count) {
    throw new RangeError(
      `${caller}: ${name} must be one number or one for each of ${count} images, got ${values.length}`,
    );
  }
}
