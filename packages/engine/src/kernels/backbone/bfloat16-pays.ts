import type { ConvolutionDirection, TileSize } from '@jssl/kernels';

import { hasInstructions } from './bfloat16-instructions.js';

// The kernels multiply float32 whatever the type of the maps. TensorFlow's multiply bfloat16, twice as fast on a
// processor with vectors of it, and many times on one with matrix units. Measured on a Zen 4 with `node
// tools/bench/layers.mjs step18 --precision bf16` and the same of step50.
const hasMatrices = () => hasInstructions('amx_bf16');
const hasVectors = () => hasInstructions('avx512_bf16', 'bf16');

/** Whether a 3x3 convolution of bfloat16 maps is faster by tiles than by TensorFlow's kernel. */
export function tilesPayInBfloat16(direction: ConvolutionDirection, tile: TileSize): boolean {
  if (hasMatrices()) return false;
  // Small tiles save about as many products as vectors of bfloat16 do.
  return tile === 4 || direction === 'filterGradient' || !hasVectors();
}

/** Whether a convolution of bfloat16 maps is faster by the products of its windows than by TensorFlow's kernel. */
export function windowsPayInBfloat16(convolution: {
  readonly direction: ConvolutionDirection;
  readonly kernel: number;
  readonly stride: number;
  readonly outChannels: number;
}): boolean {
  if (hasMatrices()) return false;
  if (!hasVectors()) return true;
  const { direction, kernel, stride, outChannels } = convolution;
  // The engine avoids TensorFlow's own, and copies every n-th pixel for a product, which is short with few channels.
  return direction === 'filterGradient' && kernel === 1 && stride > 1 && outChannels <= 512;
}
