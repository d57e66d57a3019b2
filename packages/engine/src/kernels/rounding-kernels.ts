import * as tf from '@tensorflow/tfjs-core';

import { jaccardLossKernels, registerJaccardLossGradient } from './jaccard-loss.js';
import { headKernels, registerHeadGradients } from './network-kernels.js';
import { normTogether } from './update-together.js';

/** Kernels that the packages use wherever they are registered, and that round differently from TensorFlow's own. */
const kernels = {
  ...headKernels,
  ...jaccardLossKernels,
  JsslNormTogether: normTogether,
};
let hasGradients = false;

/** Registers projection heads, the Jaccard loss, and the norm of many tensors, in one call each. */
export function registerRoundingKernels(): void {
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    tf.registerKernel({
      kernelName,
      backendName: 'tensorflow',
      kernelFunc: kernelFunc as unknown as tf.KernelFunc,
    });
  }
  if (!hasGradients) {
    registerHeadGradients();
    registerJaccardLossGradient();
  }
  hasGradients = true;
}

/** Leaves them to TensorFlow's own kernels again. */
export function unregisterRoundingKernels(): void {
  for (const kernelName of Object.keys(kernels)) tf.unregisterKernel(kernelName, 'tensorflow');
}
