import { type ConvolutionDirection, convolutionOps } from '@jssl/kernels';

import { winogradTile } from '../convolution-algorithm.js';
import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import { tilesPayInBfloat16 } from './bfloat16-pays.js';
import { castTo } from './elementwise.js';

/**
 * A convolution of stride 1 with a filter of `filterShape`, or one of its gradients, by the kernels of
 * `@jssl/kernels`. Borrows its inputs.
 * @param maps the op's first input: x, or dy for the input gradient.
 * @param other its second: the filter, or dy for the filter gradient.
 * @returns maps in the element type of `maps`, or the filter's gradient in float32; undefined where
 * TensorFlow's own kernel is to be used.
 */
export function winograd(
  raw: RawTensorFlow,
  direction: ConvolutionDirection,
  maps: RawTensor,
  other: RawTensor,
  filterShape: readonly number[],
): RawTensor | undefined {
  const [kernel, across, inChannels = 0, outChannels = 0] = filterShape;
  const [rows = 0, height = 0, width = 0] = maps.shape;
  if (kernel !== 3 || across !== 3) return undefined;
  const tile = winogradTile({ direction, rows, height, width, inChannels, outChannels });
  if (tile === undefined) return undefined;
  if (maps.type === 'bfloat16' && !tilesPayInBfloat16(direction, tile)) return undefined;
  const attributes = raw.attributes(`winograd ${maps.type} ${tile}`, (of) => [
    of.type('T', maps.type),
    of.integer('tile', tile),
  ]);
  const second =
    direction === 'filterGradient' ? other.retain() : castTo(raw, other.retain(), 'float32');
  const result = raw.run(convolutionOps[direction].name, attributes, [maps, second]);
  second.release();
  return result;
}
