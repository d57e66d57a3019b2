import type { Convolution } from './tile-for.js';

/** A convolution padded by (kernel − 1) / 2 on every side; height and width are those of its input. */
export interface WindowConvolution extends Convolution {
  /** Side of the kernel. */
  readonly kernel: number;
  readonly stride: number;
}

/**
 * Whether a float32 convolution that {@link tileFor} leaves to others is faster by the products of
 * `windowConvolutionOps` than by TensorFlow's own kernel (oneDNN). These win with a stride above 1, by up to five times,
 * and for filter gradients. oneDNN wins with few channels, and is as fast in 1x1 convolutions of stride 1. Measured
 * with AVX2 on maps with sides of 1 to 64 and 3 to 2,048 channels.
 * @example
 * ```ts
 * import { windowsPay } from '@jssl/kernels';
 *
 * const maps = { rows: 64, height: 16, width: 16, inChannels: 64, outChannels: 128 };
 * console.log(windowsPay({ direction: 'forward', ...maps, kernel: 3, stride: 2 })); // true
 * console.log(windowsPay({ direction: 'forward', ...maps, kernel: 1, stride: 1 })); // false
 * ```
 */
export function windowsPay(convolution: WindowConvolution): boolean {
  const { direction, rows, height, width, inChannels, outChannels, kernel, stride } = convolution;
  if ([rows, height, width, inChannels, outChannels].includes(0) || kernel % 2 !== 1) return false;
  if (stride > 1) return direction !== 'inputGradient' || inChannels >= 8;
  if (direction === 'filterGradient') {
    return kernel === 1 || outChannels >= 24 || (inChannels < 8 && outChannels >= 16);
  }
  if (kernel === 1) return false;
  const isPixel = height === 1 && width === 1;
  return Math.min(inChannels, outChannels) >= (isPixel ? 16 : 24);
}
