import { registerConv2DBackpropFilter } from './conv2d-backprop-filter.js';
import { registerSumInBlocks } from './sum-in-blocks.js';
import { registerTransposedMatMul } from './transposed-mat-mul.js';
import { registerUnsortedSegmentSum } from './unsorted-segment-sum.js';

/**
 * Makes the WebAssembly backend ready for training: adds the kernels that it lacks, and replaces those
 * that are inexact or slow. In Node and in a browser.
 */
export function registerWasmKernels(): void {
  registerConv2DBackpropFilter();
  registerSumInBlocks();
  registerTransposedMatMul();
  registerUnsortedSegmentSum();
}
