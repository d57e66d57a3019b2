import { wasmDirections } from '@jssl/kernels/wasm';
import * as tf from '@tensorflow/tfjs-core';

import { replaceKernel } from '../replace-kernel.js';
import { heapOf } from './tensorflow-on-wasm.js';
import type { WasmBackend } from './wasm-backend.js';

/**
 * Computes products of float32 matrices on the WebAssembly backend by the kernels: a product is a 1x1 convolution of
 * maps of one pixel, and one of a transposed matrix is one of its gradients. Batches, and products of two transposed
 * matrices, are computed as before.
 * @param isUsed whether the kernels are in use.
 */
export function replaceProducts(isUsed: () => boolean): void {
  replaceKernel(tf.BatchMatMul, (original) => (call) => {
    const { a, b } = call.inputs as unknown as { a: tf.TensorInfo; b: tf.TensorInfo };
    const { transposeA, transposeB } = call.attrs as unknown as tf.BatchMatMulAttrs;
    const areMatrices = [a, b].every(
      ({ shape, dtype }) => shape.length === 2 && dtype === 'float32',
    );
    const [depth = 0, rows = 0] = transposeA ? a.shape : [...a.shape].reverse();
    const isTaken = areMatrices && !(transposeA && transposeB);
    if (!isUsed() || !isTaken) return original(call);
    const backend = call.backend as WasmBackend;
    const columns = b.shape[transposeB ? 0 : 1] ?? 0;
    const product = backend.makeOutput([rows, columns], 'float32');
    const [first, second, third] = [a, b, product].map(
      ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    ) as [number, number, number];
    const heap = heapOf(backend);
    const { kernels } = heap;
    const multiply = (direction: number, pixels: number, inside: number, outside: number) => {
      kernels.windows(direction, pixels, 1, 1, inside, outside, 1, 1, first, second, third);
    };
    if (depth === 0) heap.floatsAt(third, rows * columns).fill(0);
    else if (transposeA) multiply(wasmDirections.filterGradient, depth, rows, columns);
    else if (transposeB) multiply(wasmDirections.inputGradient, rows, columns, depth);
    else multiply(wasmDirections.forward, rows, depth, columns);
    return product;
  });
}
