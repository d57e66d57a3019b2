import { linearProbeGradients, type LinearProbe } from '@jssl/eval';
import { applyOptimizer, createOptimizer } from '@jssl/optimizers';
import * as tf from '@tensorflow/tfjs-core';

import type { AugmentedLinearSettings } from '../settings/classifier-settings.js';

/** Trains a linear layer with PyTorch's Adam on the mean cross entropy. */
export function createProbeTrainer(
  probe: LinearProbe,
  { lr, weightDecay }: Pick<AugmentedLinearSettings, 'lr' | 'weightDecay'>,
) {
  const parameters = { weight: probe.weight, bias: probe.bias };
  const optimizer = createOptimizer(parameters, { optimizer: 'adam', weightDecay });
  return {
    /** @param embed gives features [N, F]. @returns the loss before the step. */
    step: async (embed: () => tf.Tensor2D, labels: Int32Array): Promise<number> => {
      const loss = tf.tidy(() => {
        const { loss, gradients } = linearProbeGradients(probe, { features: embed(), labels });
        applyOptimizer(optimizer, parameters, { gradients, learningRate: lr });
        return loss;
      });
      const [value = NaN] = await loss.data();
      loss.dispose();
      return value;
    },
    dispose: () => {
      optimizer.dispose();
    },
  };
}
