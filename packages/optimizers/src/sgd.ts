import * as tf from '@tensorflow/tfjs-core';

import type { OptimizerRule } from './optimizer-rule.js';

/**
 * Stochastic gradient descent with momentum and L2 weight decay, as `SGD` of PyTorch without dampening:
 * g ← g + λθ; v ← μ v + g; θ ← θ − lr·v. A momentum of 0 is plain gradient descent.
 */
export const sgd: OptimizerRule = {
  moments: ['velocity'],
  update: ({ parameter, gradient, moments: [velocity] }, settings) => {
    const { learningRate, weightDecay, momentum } = settings;
    const g = tf.add(gradient, tf.mul(parameter, weightDecay));
    const moved = tf.add(tf.mul(velocity as tf.Tensor, momentum), g);
    return [tf.sub(parameter, tf.mul(moved, learningRate)), moved];
  },
  together: ({ learningRate, weightDecay, momentum }) => ({
    rule: 'sgd',
    numbers: [learningRate, weightDecay, momentum],
  }),
};
