import * as tf from '@tensorflow/tfjs-core';

import { checkImages } from './check-images.js';

/**
 * Gaussian blur with a square kernel over reflected edges, as torchvision's `gaussian_blur`: along
 * the rows, then along the columns.
 * @param images [N, H, W, C]
 * @param kernelSize odd, at most twice the shorter side less 1.
 * @param sigma in pixels, above 0.
 */
export function gaussianBlur(images: tf.Tensor4D, kernelSize: number, sigma: number): tf.Tensor4D {
  checkImages('gaussianBlur', images);
  const [, height, width, channels] = images.shape;
  const reach = (kernelSize - 1) / 2;
  if (!Number.isInteger(reach) || reach < 0 || reach >= Math.min(height, width)) {
    throw new RangeError(
      `gaussianBlur: kernelSize must be odd and at most ${2 * Math.min(height, width) - 1} for images of ${height}x${width}, got ${kernelSize}`,
    );
  }
  if (!(Number.isFinite(sigma) && sigma > 0)) {
    throw new RangeError(`gaussianBlur: sigma must be a finite number above 0, got ${sigma}`);
  }
  const powers = Array.from({ length: kernelSize }, (_, at) =>
    Math.exp(-0.5 * ((at - reach) / sigma) ** 2),
  );
  const sum = powers.reduce((total, power) => total + power, 0);
  return tf.tidy(() => {
    const weights = tf.tensor1d(powers.map((power) => power / sum));
    const filter = (shape: [number, number]) =>
      tf.tile<tf.Tensor4D>(tf.reshape(weights, [...shape, 1, 1]), [1, 1, channels, 1]);
    const sides: [number, number] = [reach, reach];
    const padded = tf.mirrorPad(images, [[0, 0], sides, sides, [0, 0]], 'reflect');
    const rows = tf.depthwiseConv2d(padded, filter([kernelSize, 1]), 1, 'valid');
    return tf.depthwiseConv2d(rows, filter([1, kernelSize]), 1, 'valid');
  });
}
