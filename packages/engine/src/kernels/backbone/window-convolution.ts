import { type ConvolutionDirection, windowConvolutionOps } from '@jssl/kernels';

import { usesWindows } from '../convolution-algorithm.js';
import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import { windowsPayInBfloat16 } from './bfloat16-pays.js';
import { castTo } from './elementwise.js';

/** The shapes of a convolution. */
export interface WindowConvolution {
  readonly stride: number;
  /** The filter's shape [kernel, kernel, C, C']. */
  readonly filterShape: readonly number[];
  /** The input's shape [N, H, W, C]. */
  readonly inputShape: readonly number[];
}

/**
 * A convolution, or one of its gradients, by the products of `@jssl/kernels`, which take any stride. Borrows its
 * inputs.
 * @param maps the op's first input: x, or dy for the input gradient.
 * @param other its second: the filter, or dy for the filter gradient.
 * @returns maps in the element type of `maps`, or the filter's gradient in float32; undefined where
 * TensorFlow's own kernel is to be used.
 */
export function windowConvolution(
  raw: RawTensorFlow,
  direction: ConvolutionDirection,
  [maps, other]: readonly [RawTensor, RawTensor],
  { stride, filterShape, inputShape }: WindowConvolution,
): RawTensor | undefined {
  const [kernel = 0, across, inChannels = 0, outChannels = 0] = filterShape;
  const [rows = 0, height = 0, width = 0] = inputShape;
  const shape = { rows, height, width, inChannels, outChannels, kernel, stride };
  if (kernel !== across || !usesWindows({ direction, ...shape })) return undefined;
  const taken = { direction, kernel, stride, outChannels };
  if (maps.type === 'bfloat16' && !windowsPayInBfloat16(taken)) return undefined;
  const key = `windows ${maps.type} ${stride} ${kernel} ${height} ${width}`;
  const attributes = raw.attributes(key, (of) => [
    of.type('T', maps.type),
    of.integer('stride', stride),
    of.integer('kernel', kernel),
    of.integer('height', height),
    of.integer('width', width),
  ]);
  const second =
    direction === 'filterGradient' ? other.retain() : castTo(raw, other.retain(), 'float32');
  const result = raw.run(windowConvolutionOps[direction].name, attributes, [maps, second]);
  second.release();
  return result;
}
