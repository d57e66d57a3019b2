import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

import { registerConv2DBackpropFilter } from './conv2d-backprop-filter.js';
import { registerSumInBlocks } from './sum-in-blocks.js';
import { registerTransposedMatMul } from './transposed-mat-mul.js';
import { registerUnsortedSegmentSum } from './unsorted-segment-sum.js';

/**
 * Makes the WebAssembly backend ready for Node and for training: adds the kernels that it lacks, and
 * replaces those that are inexact or slow.
 */
export function prepareWasm(): void {
  const { resolve } = createRequire(import.meta.url);
  setWasmPaths(dirname(resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  registerConv2DBackpropFilter();
  registerSumInBlocks();
  registerTransposedMatMul();
  registerUnsortedSegmentSum();
}
