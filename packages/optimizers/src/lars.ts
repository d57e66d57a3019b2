import * as tf from '@tensorflow/tfjs-core';

import type { OptimizerRule } from './optimizer-rule.js';

/** η, how far a layer moves relative to its norm (the value of arXiv 1708.03888 and of SimCLR). */
const TRUST = 0.001;

/**
 * LARS, layer-wise adaptive rates for large batches (arXiv 1708.03888, Algorithm 1):
 * g ← g + λθ; r = η ‖θ‖ / (‖g‖ + λ‖θ‖) with the gradient before the decay; v ← μ v + lr·r·g; θ ← θ − v.
 * For biases and batch norm (parameters of rank 1) r = 1 and λ = 0, as in SimCLR (arXiv 2002.05709,
 * Section 2.2). For a layer of zeros, or one without gradient, r = 1 too.
 */
export const lars: OptimizerRule = {
  moments: ['velocity'],
  update: ({ parameter, gradient, moments: [velocity] }, settings) => {
    const { learningRate, weightDecay, momentum } = settings;
    const isLayer = parameter.rank > 1;
    const g = isLayer ? tf.add(gradient, tf.mul(parameter, weightDecay)) : gradient;
    const rate = isLayer
      ? tf.mul(trust(parameter, gradient, weightDecay), learningRate)
      : learningRate;
    const moved = tf.add(tf.mul(velocity as tf.Tensor, momentum), tf.mul(g, rate));
    return [tf.sub(parameter, moved), moved];
  },
  together: ({ learningRate, weightDecay, momentum }) => ({
    rule: 'lars',
    numbers: [learningRate, weightDecay, momentum, TRUST],
  }),
};

function trust(parameter: tf.Tensor, gradient: tf.Tensor, weightDecay: number): tf.Tensor {
  const length = tf.norm(parameter);
  const force = tf.add(tf.norm(gradient), tf.mul(length, weightDecay));
  const defined = tf.logicalAnd(tf.greater(length, 0), tf.greater(force, 0));
  return tf.where(defined, tf.div(tf.mul(length, TRUST), force), tf.onesLike(length));
}
