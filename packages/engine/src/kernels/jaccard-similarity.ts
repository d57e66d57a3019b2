import * as tf from '@tensorflow/tfjs-core';

import { rawArithmetic } from './raw-arithmetic.js';
import { RawTensorFlow, type RawTensor } from './raw-tensorflow.js';
import { kernelInput, type KernelCall, type TensorFlowBackend } from './tensorflow-backend.js';

/**
 * J = s / (s + d) with s = 1 + cos p and d = 2 − 2 cos n, each at least 0, and 0 where both are (arXiv
 * 2202.12921). Inputs `cosP` and `cosN` of one shape; outputs J and s + d.
 */
function forward(call: KernelCall): tf.TensorInfo[] {
  const raw = RawTensorFlow.of(call.backend as TensorFlowBackend);
  const { op } = rawArithmetic(raw);
  const cosP = raw.borrow(kernelInput(call, 'cosP'));
  const cosN = raw.borrow(kernelInput(call, 'cosN'));
  const common = op('Relu', op('AddV2', cosP, raw.scalar(1)));
  const different = op('Relu', op('AddV2', op('Mul', cosN, raw.scalar(-2)), raw.scalar(2)));
  const total = op('AddV2', different, common);
  const similarity = op('DivNoNan', common, total);
  return [similarity, total].map((tensor) => raw.give(tensor));
}

/** The gradients of both cosines, from `dy`, J as `similarity`, and s + d as `total`. */
function backward(call: KernelCall): tf.TensorInfo[] {
  const raw = RawTensorFlow.of(call.backend as TensorFlowBackend);
  const { op } = rawArithmetic(raw);
  const [dy, similarity, total] = ['dy', 'similarity', 'total'].map((name) =>
    raw.borrow(kernelInput(call, name)),
  ) as [RawTensor, RawTensor, RawTensor];
  // dJ/ds = (1 − J) / (s + d), dJ/dd = −J / (s + d); ds/dcos p = 1, dd/dcos n = −2.
  const scaled = op('DivNoNan', dy, total);
  total.release();
  const part = op('Mul', similarity, scaled); // J · dy / (s + d)
  const gradientN = op('Mul', part.retain(), raw.scalar(2));
  const gradientP = op('Sub', scaled, part);
  part.release();
  return [gradientP, gradientN].map((tensor) => raw.give(tensor));
}

/** Registers the similarity for the TensorFlow backend, under the names that `@jssl/jaccard-loss` asks for. */
export function registerJaccardSimilarity(): void {
  const kernels = { JsslJaccardSimilarity: forward, JsslJaccardSimilarityGrad: backward };
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc });
  }
}
