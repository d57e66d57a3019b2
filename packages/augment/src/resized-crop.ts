import * as tf from '@tensorflow/tfjs-core';

import { checkImages } from './check-images.js';

/** A part of an image, in whole pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Weights of the antialiased bilinear resize from `length` pixels, beginning at `start` of `total`, to
 * `size`, as PIL's and torchvision's: a triangle as wide as the scale where that is above 1, edges
 * clamped to the crop. Written into `weights` as `size` rows of `total` from `at` on, rows in reverse
 * order for a flip.
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

/**
 * Crops each image to its box and resizes that to a square, optionally flipped from left to right, as
 * torchvision's `resized_crop` with bilinear interpolation and antialiasing: W_y · X · W_xᵀ, two
 * matrix products an image.
 * @param images [N, H, W, C]
 * @param boxes one for each image, inside it.
 * @param size side of the result, in pixels.
 * @param flips which images are mirrored; none by default.
 * @returns [N, size, size, C]
 * @throws RangeError when a box leaves its image, or numbers do not fit.
 */
export function resizedCrop(
  images: tf.Tensor4D,
  boxes: readonly Box[],
  size: number,
  flips: readonly boolean[] = [],
): tf.Tensor4D {
  checkImages('resizedCrop', images);
  const [count, height, width, channels] = images.shape;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`resizedCrop: size must be a whole number of at least 1, got ${size}`);
  }
  if (boxes.length !== count) {
    throw new RangeError(
      `resizedCrop: boxes must be one for each of ${count} images, got ${boxes.length}`,
    );
  }
  const vertical = new Float32Array(count * size * height);
  const horizontal = new Float32Array(count * size * width);
  boxes.forEach((box, index) => {
    checkBox(box, height, width);
    writeWeights(vertical, index * size * height, height, box.top, box.height, size, false);
    const flip = flips[index] ?? false;
    writeWeights(horizontal, index * size * width, width, box.left, box.width, size, flip);
  });
  return tf.tidy(() => {
    const rows = tf.tensor3d(vertical, [count, size, height]);
    const columns = tf.tensor3d(horizontal, [count, size, width]);
    const cropped = tf.matMul(rows, tf.reshape(images, [count, height, width * channels])); // [N, S, W·C]
    if (channels === 1) {
      const result = tf.matMul(cropped, columns, false, true); // [N, S, S]
      return tf.reshape(result, [count, size, size, 1]);
    }
    const byColumn = tf.reshape(
      tf.transpose(tf.reshape(cropped, [count, size, width, channels]), [0, 2, 1, 3]),
      [count, width, size * channels],
    );
    const result = tf.reshape(tf.matMul(columns, byColumn), [count, size, size, channels]);
    return tf.transpose<tf.Tensor4D>(result as tf.Tensor4D, [0, 2, 1, 3]);
  });
}

/** Mirrors images from left to right. */
export function flipHorizontal(images: tf.Tensor4D): tf.Tensor4D {
  checkImages('flipHorizontal', images);
  return tf.reverse(images, 2);
}

function checkBox({ top, left, height, width }: Box, imageHeight: number, imageWidth: number) {
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
      `resizedCrop: a box must lie inside its image of ${imageHeight}x${imageWidth} pixels, got ` +
        `top ${top}, left ${left}, height ${height}, width ${width}`,
    );
  }
}
