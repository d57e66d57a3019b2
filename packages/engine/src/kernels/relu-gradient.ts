import * as tf from '@tensorflow/tfjs-core';

import { kernelInput, type TensorFlowBackend } from './tensorflow-backend.js';

const BACKWARD = 'JsslReluGrad';

/**
 * Makes the gradient of ReLU one kernel on the TensorFlow backend, where tfjs composes it of six, and
 * saves its output, which the next layer keeps anyway, in place of its input. Other backends compose it.
 */
export function registerReluGradient(backendName = 'tensorflow'): void {
  tf.registerKernel({
    kernelName: BACKWARD,
    backendName,
    kernelFunc: (call) => {
      const backend = call.backend as TensorFlowBackend;
      const { TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
      return backend.executeSingleOutput(
        'ReluGrad',
        [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }],
        [kernelInput(call, 'dy'), kernelInput(call, 'y')],
      );
    },
  });
  tf.registerGradient({
    kernelName: tf.Relu,
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
      const [y] = saved as [tf.Tensor];
      const given = dy as tf.Tensor;
      const kernel = tf.getKernel(BACKWARD, tf.getBackend()) as tf.KernelConfig | undefined;
      return {
        x: () =>
          kernel
            ? tf.engine().runKernel<tf.Tensor>(BACKWARD, { dy: given, y })
            : tf.mul(given, tf.step(y)),
      };
    },
  });
}
