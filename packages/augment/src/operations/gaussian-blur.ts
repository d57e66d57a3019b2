import * as tf from '@tensorflow/tfjs-core';

import { withBatch } from '../images/check-images.js';
import { filterSeparably } from './filter-separably.js';
import { perImage, type PerImage } from '../images/per-image.js';
import { fromPlanes } from '../images/planes.js';

/**
 * Blurs images with a square Gaussian kernel and reflected edges, like torchvision's `gaussian_blur`.
 * @param images [N, H, W, C]
 * @param kernelSize in pixels: odd, at most twice the shorter side minus 1.
 * @param sigmas standard deviations in pixels, above 0; one, or one per image.
 * @returns [N, H, W, C]
 * @throws TypeError if `images` are of another rank or type; RangeError unless it has 1 or 3 channels, or if
 * the kernel does not fit, a sigma is out of range, or their number is not N.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { gaussianBlur } from '@jssl/augment';
 *
 * const point = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [1, 3, 3, 1]);
 * const [, middle] = gaussianBlur(point, 3, 1).arraySync()[0];
 * console.log(middle.map(([value]) => value.toFixed(4))); // [ '0.2477', '0.2042', '0.2477' ]
 * ```
 */
export function gaussianBlur<T extends tf.Tensor>(
  images: T,
  kernelSize: number,
  sigmas: PerImage,
): T {
  return withBatch('gaussianBlur', images, (batch) => {
    const [count, height, width] = batch.shape;
    checkKernelSize('gaussianBlur', kernelSize, [height, width]);
    const list = perImage(
      'gaussianBlur',
      { sigmas },
      {
        count,
        words: 'above 0',
        allows: (sigma) => sigma > 0,
      },
    );
    return fromPlanes(blurToPlanes(batch, kernelSize, list), height, width);
  });
}

/** @throws RangeError unless a kernel of this size fits images of this size. */
export function checkKernelSize(
  caller: string,
  kernelSize: number,
  [height, width]: readonly [height: number, width: number],
): void {
  const most = 2 * Math.min(height, width) - 1;
  if (!(kernelSize % 2 === 1 && kernelSize >= 1 && kernelSize <= most)) {
    throw new RangeError(
      `${caller}: kernelSize must be odd and at most ${most} for images of ${height}x${width}, got ${kernelSize}`,
    );
  }
}

/** Blurs images [N, H, W, C], each with its own sigma, into planes [N, C, H·W]. */
export function blurToPlanes(
  images: tf.Tensor4D,
  kernelSize: number,
  sigmas: readonly number[],
): tf.Tensor3D {
  const [, height, width] = images.shape;
  const vertical = blurMatrices(height, kernelSize, sigmas);
  const horizontal = width === height ? vertical : blurMatrices(width, kernelSize, sigmas);
  return filterSeparably(images, vertical, horizontal);
}

/** The blur matrix of each sigma: [N, length, length]. */
function blurMatrices(length: number, kernelSize: number, sigmas: readonly number[]): tf.Tensor3D {
  const reach = (kernelSize - 1) / 2;
  const weights = new Float32Array(sigmas.length * length * length);
  sigmas.forEach((sigma, index) => {
    const powers = Array.from({ length: kernelSize }, (_, tap) =>
      Math.exp(-0.5 * ((tap - reach) / sigma) ** 2),
    );
    const sum = powers.reduce((total, power) => total + power, 0);
    for (let row = 0; row < length; row++) {
      const at = (index * length + row) * length;
      powers.forEach((power, tap) => {
        // Reflected at the first and last pixel, without repeating them.
        const inside = Math.abs(row + tap - reach);
        const pixel = inside < length ? inside : 2 * (length - 1) - inside;
        weights[at + pixel] = (weights[at + pixel] ?? 0) + power / sum;
      });
    }
  });
  return tf.tensor3d(weights, [sigmas.length, length, length]);
}
