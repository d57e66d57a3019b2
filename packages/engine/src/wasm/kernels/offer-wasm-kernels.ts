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

/** Names of what the packages use wherever it is registered, and compose of ordinary operations elsewhere. */
let registered: readonly string[] = [];
function follow(isDirect: boolean): void {
  if (isDirect) {
    for (const name of registered) tf.unregisterKernel(name, BACKEND);
    registered = [];
  } else if (registered.length === 0) {
    const before = new Set(kernelNames());
    register();
    registered = kernelNames().filter((name) => !before.has(name));
  }
}

const kernelNames = () => tf.getKernelsForBackend(BACKEND).map(({ kernelName }) => kernelName);

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
