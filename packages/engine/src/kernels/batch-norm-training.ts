import * as tf from '@tensorflow/tfjs-core';

import {
  kernelInput,
  type KernelCall,
  type OpAttribute,
  type TensorFlowBackend,
} from './tensorflow-backend.js';

/** The kernels that `@jssl/resnet` asks for by name. */
const FORWARD = 'JsslBatchNormTraining';
const BACKWARD = 'JsslBatchNormTrainingGrad';

function attributes(
  { binding }: TensorFlowBackend,
  epsilon: number,
): [OpAttribute, ...OpAttribute[]] {
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL, TF_FLOAT } = binding;
  return [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'U', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ];
}

/**
 * FusedBatchNormV3 in training: inputs x [N, H, W, C], scale and offset [C]; outputs y, the batch's
 * mean, its unbiased variance, and the mean and biased variance that the gradient takes.
 */
function forward(call: KernelCall): tf.TensorInfo[] {
  const backend = call.backend as TensorFlowBackend;
  const { binding } = backend;
  const empty = tf.tensor1d([], 'float32');
  const outputs = backend.executeMultipleOutputs(
    'FusedBatchNormV3',
    [
      ...attributes(backend, Number(call.attrs?.['epsilon'])),
      { name: 'exponential_avg_factor', type: binding.TF_ATTR_FLOAT, value: 1 },
    ],
    [...['x', 'scale', 'offset'].map((name) => kernelInput(call, name)), empty, empty],
    6,
  );
  empty.dispose();
  // The sixth is a reserve that only a GPU fills; the gradient takes it too.
  return outputs;
}

/** FusedBatchNormGradV3: inputs dy, x, scale and the three reserves; outputs dx, dscale, doffset. */
function backward(call: KernelCall): tf.TensorInfo[] {
  const backend = call.backend as TensorFlowBackend;
  return backend.executeMultipleOutputs(
    'FusedBatchNormGradV3',
    attributes(backend, Number(call.attrs?.['epsilon'])),
    ['dy', 'x', 'scale', 'reserve1', 'reserve2', 'reserve3'].map((name) => kernelInput(call, name)),
    5,
  );
}

/** Registers batch norm with the batch's statistics, and its gradient, for a backend with TensorFlow's ops. */
export function registerBatchNormTraining(backendName = 'tensorflow'): void {
  tf.registerKernel({
    kernelName: FORWARD,
    backendName,
    kernelFunc: (call) => forward(call),
  });
  tf.registerKernel({
    kernelName: BACKWARD,
    backendName,
    kernelFunc: (call) => backward(call),
  });
  tf.registerGradient({
    kernelName: FORWARD,
    inputsToSave: ['x', 'scale'],
    outputsToSave: [false, false, false, true, true, true],
    gradFunc: (dy, saved, attrs) => {
      const [x, scale, reserve1, reserve2, reserve3] = saved as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const [dyOfY] = dy as [tf.Tensor];
      const inputs = { dy: dyOfY, x, scale, reserve1, reserve2, reserve3 };
      const gradients: tf.Tensor[] = tf.engine().runKernel(BACKWARD, inputs, attrs);
      const [dx, dscale, doffset] = gradients as [tf.Tensor, tf.Tensor, tf.Tensor];
      return { x: () => dx, scale: () => dscale, offset: () => doffset };
    },
  });
}
