import * as tf from '@tensorflow/tfjs-core';

import { rawArithmetic } from './raw-arithmetic.js';
import { RawTensorFlow } from './raw-tensorflow.js';
import { kernelInput, type KernelCall, type TensorFlowBackend } from './tensorflow-backend.js';

/**
 * Cross entropy of picking each row's positive among its negatives, averaged over the rows (arXiv
 * 1911.05722, Eq. 1), with its gradient. Inputs `positives` [N, 1] and `negatives` [N, K]; attribute
 * `temperature`; outputs the value, a scalar, the gradient of the positives [N, 1], and that of the
 * negatives as the product of a matrix [N, K] and a column [N, 1]. Matrices are freed as it goes, where
 * tfjs would keep each until the step ends.
 */
function contrastiveCrossEntropy(call: KernelCall): tf.TensorInfo[] {
  const raw = RawTensorFlow.of(call.backend as TensorFlowBackend);
  const { op, reduce } = rawArithmetic(raw);
  const { temperature } = call.attrs as unknown as { readonly temperature: number };
  const positives = raw.borrow(kernelInput(call, 'positives'));
  const negatives = raw.borrow(kernelInput(call, 'negatives'));
  const rows = positives.shape[0] ?? 0;
  const inverse = raw.scalar(1 / temperature);
  const scale = raw.scalar(1 / (temperature * rows));

  const peak = op('Maximum', reduce('Max', negatives, [1]), positives); // [N, 1]
  const scaledPositives = op('Mul', op('Sub', positives, peak), inverse);
  const powers = op('Exp', op('Mul', op('Sub', negatives, peak), inverse)); // [N, K]
  const positivePowers = op('Exp', scaledPositives.retain());
  const sums = op('AddV2', reduce('Sum', powers, [1]), positivePowers); // [N, 1]
  const terms = op('Sub', op('Log', sums.retain()), scaledPositives);
  const value = reduce('Mean', terms, [0, 1], false);
  // (softmax − target) / (τ·N)
  const share = op('RealDiv', positivePowers, sums);
  const positiveGradient = op('Mul', op('Sub', share, raw.scalar(1)), scale);
  const factors = op('Mul', op('Reciprocal', sums), scale);
  for (const tensor of [peak, scaledPositives, terms]) tensor.release();
  return [value, positiveGradient, powers, factors].map((tensor) => raw.give(tensor));
}

/** Registers the cross entropy for the TensorFlow backend, under the name that `@jssl/jaccard-loss` asks for. */
export function registerContrastiveCrossEntropy(): void {
  tf.registerKernel({
    kernelName: 'JsslContrastiveCrossEntropy',
    backendName: 'tensorflow',
    kernelFunc: (call) => contrastiveCrossEntropy(call),
  });
}
