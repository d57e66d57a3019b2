import { registerConv2DBackpropFilter } from './conv2d-backprop-filter.js';
import { registerSumInBlocks } from './sum-in-blocks.js';
import { registerTransposedMatMul } from './transposed-mat-mul.js';
import { registerUnsortedSegmentSum } from './unsorted-segment-sum.js';

/**
 * Prepares the WebAssembly backend for training: adds the kernels it lacks, and replaces inexact and
 * slow ones. For Node and browsers.
 */
export function registerWasmKernels(): void {
  registerConv2DBackpropFilter();
  registerSumInBlocks();
  registerTransposedMatMul();
  registerUnsortedSegmentSum();
}
