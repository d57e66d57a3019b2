import * as tf from '@tensorflow/tfjs-core';

import type { OptimizerRule, ParameterValues, UpdateSettings } from './optimizer-rule.js';

/**
 * An optional kernel of a backend. Inputs are `parameter`, `first`, `second` and `gradient`, attributes as in
 * {@link AdamStep}; the outputs are the first three after the step and reuse their memory.
 */
const ADAM = 'JsslAdam';

/** PyTorch's defaults: the decay of the first and of the second moment, and the number added to the root. */
const constants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

type AdamStep = typeof constants & Pick<UpdateSettings, 'learningRate' | 'weightDecay' | 'step'>;

/**
 * Adam with L2 weight decay (arXiv 1412.6980, Algorithm 1), as PyTorch's `Adam`:
 * g ← g + λθ; m ← β₁ m + (1−β₁) g; v ← β₂ v + (1−β₂) g²;
 * θ ← θ − lr · (m / (1−β₁ᵗ)) / (√(v / (1−β₂ᵗ)) + ε).
 */
export const adam: OptimizerRule = {
  moments: ['first', 'second'],
  update: adamUpdate,
  together: (settings) => ({ rule: 'adam', numbers: kernelNumbers(settings, 1) }),
};

/** Adam with decoupled weight decay (arXiv 1711.05101, Algorithm 2), as PyTorch's `AdamW`: θ ← θ − lr·λθ, then Adam without decay. */
export const adamw: OptimizerRule = {
  moments: adam.moments,
  update: ({ parameter, ...values }, settings) => {
    const decayed = tf.mul(parameter, 1 - settings.learningRate * settings.weightDecay);
    return adamUpdate({ ...values, parameter: decayed }, { ...settings, weightDecay: 0 });
  },
  together: (settings) => {
    const keep = 1 - settings.learningRate * settings.weightDecay;
    return { rule: 'adam', numbers: kernelNumbers({ ...settings, weightDecay: 0 }, keep) };
  },
};

/**
 * The numbers of the kernel for all parameters. It takes 1 − β from the float32 β, so the bias corrections have to as
 * well; they are put into rate and epsilon, in double precision.
 * @param keep a factor of the parameters before the step.
 */
function kernelNumbers(
  { learningRate, weightDecay, step }: UpdateSettings,
  keep: number,
): readonly number[] {
  const [beta1, beta2] = [Math.fround(constants.beta1), Math.fround(constants.beta2)];
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  const rate = (learningRate * rootCorrection) / (1 - beta1 ** step);
  return [rate, weightDecay, keep, constants.epsilon * rootCorrection, beta1, beta2];
}

function adamUpdate(
  { parameter, gradient, moments }: ParameterValues,
  { learningRate, weightDecay, step }: UpdateSettings,
): tf.Tensor[] {
  const [first, second] = moments as [tf.Tensor, tf.Tensor];
  const values = { parameter, first, second, gradient };
  const settings = { ...constants, learningRate, weightDecay, step };
  const fused = tf.getKernel(ADAM, tf.getBackend()) as tf.KernelConfig | undefined;
  return fused ? tf.engine().runKernel(ADAM, values, settings) : composedStep(values, settings);
}

function composedStep(
  {
    parameter,
    first,
    second,
    gradient,
  }: Readonly<Record<'parameter' | 'first' | 'second' | 'gradient', tf.Tensor>>,
  { learningRate, beta1, beta2, epsilon, weightDecay, step }: AdamStep,
): tf.Tensor[] {
  // θ − lr·m̂/(√v̂+ε), scaled by √(1−β₂ᵗ) so that the corrections need no kernel.
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  const rate = (learningRate * rootCorrection) / (1 - beta1 ** step);
  const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
  const newFirst = tf.add(tf.mul(first, beta1), tf.mul(g, 1 - beta1));
  const newSecond = tf.add(tf.mul(second, beta2), tf.mul(tf.square(g), 1 - beta2));
  const change = tf.div(
    tf.mul(newFirst, rate),
    tf.add(tf.sqrt(newSecond), epsilon * rootCorrection),
  );
  return [tf.sub(parameter, change), newFirst, newSecond];
}
