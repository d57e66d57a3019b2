import * as tf from '@tensorflow/tfjs-core';

import { checkCount, checkLength, withBatch } from '../images/check-images.js';
import { filterSeparably } from './filter-separably.js';
import { fromPlanes } from '../images/planes.js';

/** A rectangle of an image, in whole pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Writes the weights of an antialiased bilinear resize, as in PIL and torchvision: from `length` pixels
 * starting at `start` of `total`, to `size` pixels. The filter is a triangle, as wide as the scale if that
 * is above 1, and clamped to the crop at its edges. The weights go into `weights` from index `at`, as
 * `size` rows of `total`; in reverse order for a flip.
 */
function writeWeights(
  weights: Float32Array,
  at: number,
  total: number,
  start: number,
  length: number,
  size: number,
  flip: boolean,
): void {
  const scale = length / size;
  const reach = Math.max(1, scale);
  for (let row = 0; row < size; row++) {
    const center = (row + 0.5) * scale;
    const first = Math.max(0, Math.floor(center - reach + 0.5));
    const end = Math.min(length, Math.floor(center + reach + 0.5));
    const offset = at + (flip ? size - 1 - row : row) * total + start;
    let sum = 0;
    for (let pixel = first; pixel < end; pixel++) {
      const weight = Math.max(0, 1 - Math.abs(pixel + 0.5 - center) / reach);
      weights[offset + pixel] = weight;
      sum += weight;
    }
    for (let pixel = first; pixel < end; pixel++) {
      weights[offset + pixel] = (weights[offset + pixel] ?? 0) / sum;
    }
  }
}

/** Options of {@link resizedCrop}. */
export interface ResizedCropOptions {
  /** Side of the result in pixels. */
  readonly size: number;
  /** Which images to flip, one per image. Default: none. */
  readonly flips?: readonly boolean[];
}

/**
 * Crops each image to its box, resizes it to a square and optionally flips it left to right, like
 * torchvision's `resized_crop` with bilinear interpolation and antialiasing.
 * @param images [N, H, W, C]
 * @param boxes one per image, inside the image.
 * @returns [N, size, size, C]
 * @throws TypeError if `images` are of another rank or type; RangeError if a box leaves its image, or a size or
 * count does not fit.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { resizedCrop } from '@jssl/augment';
 *
 * const image = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
 * const box = { top: 0, left: 2, height: 1, width: 2 };
 * console.log(resizedCrop(image, [box], { size: 1 }).arraySync().flat(3)); // [ 3.5 ]
 * ```
 */
export function resizedCrop<T extends tf.Tensor>(
  images: T,
  boxes: readonly Box[],
  { size, flips = boxes.map(() => false) }: ResizedCropOptions,
): T {
  return withBatch('resizedCrop', images, (batch) => {
    checkLength('resizedCrop', 'size', size);
    checkCount('resizedCrop', { boxes, flips }, batch.shape[0]);
    checkBoxes('resizedCrop', boxes, batch);
    return fromPlanes(cropToPlanes(batch, boxes, { size: [size, size], flips }), size, size);
  });
}

interface PlaneOptions {
  readonly size: readonly [height: number, width: number];
  readonly flips?: readonly boolean[];
}

/** {@link resizedCrop} to any height and width, as planes [N, C, height·width]. */
export function cropToPlanes(
  images: tf.Tensor4D,
  boxes: readonly Box[],
  { size: [newHeight, newWidth], flips = [] }: PlaneOptions,
): tf.Tensor3D {
  const [count, height, width] = images.shape;
  const vertical = new Float32Array(count * newHeight * height);
  const horizontal = new Float32Array(count * newWidth * width);
  boxes.forEach((box, index) => {
    const [rowsAt, columnsAt] = [index * newHeight * height, index * newWidth * width];
    const flip = flips[index] ?? false;
    writeWeights(vertical, rowsAt, height, box.top, box.height, newHeight, false);
    writeWeights(horizontal, columnsAt, width, box.left, box.width, newWidth, flip);
  });
  return filterSeparably(
    images,
    tf.tensor3d(vertical, [count, newHeight, height]),
    tf.tensor3d(horizontal, [count, newWidth, width]),
  );
}

/** @throws RangeError unless every box consists of whole pixels inside its image. */
export function checkBoxes(caller: string, boxes: readonly Box[], images: tf.Tensor4D): void {
  const [, imageHeight, imageWidth] = images.shape;
  for (const { top, left, height, width } of boxes) {
    const inside =
      [top, left, height, width].every(Number.isInteger) &&
      top >= 0 &&
      left >= 0 &&
      height >= 1 &&
      width >= 1 &&
      top + height <= imageHeight &&
      left + width <= imageWidth;
    if (!inside) {
      throw new RangeError(
        `${caller}: a box must lie inside its image of ${imageHeight}x${imageWidth} pixels, got ` +
          `top ${top}, left ${left}, height ${height}, width ${width}`,
      );
    }
  }
}
