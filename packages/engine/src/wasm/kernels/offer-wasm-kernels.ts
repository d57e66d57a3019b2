import { wasmTileFor } from '@jssl/kernels/wasm';
import * as tf from '@tensorflow/tfjs-core';

import { registerBackbone } from '../../kernels/backbone/register-backbone.js';
import { registerBatchNormTraining } from '../../kernels/batch-norm-training.js';
import {
  type ConvolutionKernels,
  offerConvolutionKernels,
  usesKernels,
  WASM_SIMD,
} from '../../kernels/convolution-algorithm.js';
import { jaccardLossKernels, registerJaccardLossGradient } from '../../kernels/jaccard-loss.js';
import { registerNearestRows } from '../../kernels/nearest-rows.js';
import { registerReluGradient } from '../../kernels/relu-gradient.js';
import { shareIdentity } from './share-identity.js';
import { putTensorflowOnWasm } from './tensorflow-on-wasm.js';
import { replaceConvolutions } from './tfjs-convolutions.js';
import { replaceProducts } from './tfjs-products.js';
import { normTogether, updateTogether } from './update-together.js';
import type { WasmBackend } from './wasm-backend.js';
import { writeRows } from './write-rows.js';

const BACKEND = 'wasm';
/** Names of what the packages use wherever it is registered, and compose of ordinary operations elsewhere. */
const optional = [
  ...['JsslBackboneTraining', 'JsslBackboneTrainingGrad', 'JsslBackboneImageGrad'],
  ...['JsslBackboneEvaluation', 'JsslBatchNormTraining', 'JsslBatchNormTrainingGrad'],
  ...['JsslReluGrad', 'JsslNearestRows', 'JsslUpdateTogether', 'JsslNormTogether'],
  ...['JsslWriteRows', ...Object.keys(jaccardLossKernels)],
];
let hasReplaced = false;

/**
 * Loads the kernels of `@jssl/kernels` into tfjs's WebAssembly backend, which has to be in use, and uses them unless
 * `JSSL_CONVOLUTION` is `direct`. For Node and browsers.
 * @returns undefined where this JavaScript engine or a backend with threads does not take them.
 */
export function offerWasmKernels(): ConvolutionKernels | undefined {
  try {
    putTensorflowOnWasm(tf.backend() as unknown as WasmBackend);
  } catch {
    return undefined;
  }
  if (!hasReplaced) {
    replaceConvolutions(usesKernels);
    replaceProducts(usesKernels);
    shareIdentity();
    registerJaccardLossGradient();
  }
  hasReplaced = true;
  // The kernels take every shape of a ResNet, and there are no ops of TensorFlow's for the others.
  const shapes = { tileFor: wasmTileFor, windowsPay: () => true };
  const offered = offerConvolutionKernels(WASM_SIMD, follow, shapes);
  follow(!usesKernels());
  return offered;
}

let isRegistered = false;
function follow(isDirect: boolean): void {
  if (isRegistered === !isDirect) return;
  isRegistered = !isDirect;
  const change = isDirect ? remove : register;
  change();
}

function register(): void {
  registerBackbone(BACKEND);
  registerBatchNormTraining(BACKEND);
  registerNearestRows(BACKEND);
  registerReluGradient(BACKEND);
  const own = {
    ...jaccardLossKernels,
    ...{ JsslUpdateTogether: updateTogether, JsslNormTogether: normTogether },
    JsslWriteRows: writeRows,
  };
  for (const [kernelName, kernelFunc] of Object.entries(own)) {
    const kernel = kernelFunc as unknown as tf.KernelFunc;
    tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc: kernel });
  }
}

function remove(): void {
  for (const kernelName of optional) tf.unregisterKernel(kernelName, BACKEND);
}
