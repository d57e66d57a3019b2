import * as tf from '@tensorflow/tfjs-core';

import { updateInPlace } from './in-place.js';
import { RawTensorFlow, type RawTensor } from './raw-tensorflow.js';
import { kernelInput, type KernelCall, type TensorFlowBackend } from './tensorflow-backend.js';

interface Attributes {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Which step this is, from 1. */
  readonly step: number;
}

/**
 * One step of Adam with L2 weight decay on one parameter (arXiv 1412.6980, Algorithm 1). Inputs
 * `parameter`, `first`, `second`, `gradient` of one shape; outputs the new parameter and moments, in
 * place of the first three: see {@link updateInPlace}.
 */
function adam(call: KernelCall): tf.TensorInfo[] {
  const backend = call.backend as TensorFlowBackend;
  const raw = RawTensorFlow.of(backend);
  const { weightDecay, ...settings } = call.attrs as unknown as Attributes;
  const [parameter, ...moments] = ['parameter', 'first', 'second'].map((name) =>
    kernelInput(call, name),
  ) as [tf.TensorInfo, tf.TensorInfo, tf.TensorInfo];
  const gradient = withDecay(raw, kernelInput(call, 'gradient'), parameter, weightDecay);
  const attributes = raw.attributes('adam', (of) => [
    of.type('T', 'float32'),
    of.boolean('use_locking', false),
    of.boolean('use_nesterov', false),
  ]);
  const [beta1, beta2] = [Math.fround(settings.beta1), Math.fround(settings.beta2)];
  // TensorFlow takes 1 − β from the float32 β, so the bias corrections have to as well. They are put
  // into rate and epsilon, in double precision, and its own are turned off by powers of β of 0.
  const rootCorrection = Math.sqrt(1 - beta2 ** settings.step);
  const rate = (settings.learningRate * rootCorrection) / (1 - beta1 ** settings.step);
  const changing = [rate, settings.epsilon * rootCorrection].map((value) => raw.newScalar(value));
  const [rateScalar = NaN, epsilonScalar = NaN] = changing;
  const powers = [raw.scalar(0), raw.scalar(0)];
  const scalars = [...powers, rateScalar, raw.scalar(beta1), raw.scalar(beta2), epsilonScalar];
  try {
    return updateInPlace(backend, [parameter, ...moments], (handles) => {
      raw.execute('ResourceApplyAdam', attributes, [...handles, ...scalars, gradient], 0);
    });
  } finally {
    gradient.release();
    for (const scalar of changing) raw.free(scalar);
  }
}

/** gradient + weightDecay · parameter. */
function withDecay(
  raw: RawTensorFlow,
  gradient: tf.TensorInfo,
  parameter: tf.TensorInfo,
  weightDecay: number,
): RawTensor {
  if (weightDecay === 0) return raw.borrow(gradient);
  const float32 = raw.elementType('float32');
  const decay = raw.run('Mul', float32, [raw.idOf(parameter), raw.scalar(weightDecay)]);
  const sum = raw.run('AddV2', float32, [raw.idOf(gradient), decay]);
  decay.release();
  return sum;
}

/** Registers Adam's step for the TensorFlow backend, under the name that `@jssl/trainer` asks for. */
export function registerAdam(): void {
  tf.registerKernel({
    kernelName: 'JsslAdam',
    backendName: 'tensorflow',
    kernelFunc: (call) => adam(call),
  });
}
