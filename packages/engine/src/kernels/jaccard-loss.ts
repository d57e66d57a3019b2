import { rowOps } from '@jssl/kernels';
import * as tf from '@tensorflow/tfjs-core';

import { RawTensorFlow } from './raw-tensorflow.js';
import { kernelInput, type KernelCall, type TensorFlowBackend } from './tensorflow-backend.js';

/** The kernel that `@jssl/jaccard-loss` asks for by name, and that of its gradients. */
const LOSS = 'JsslJaccardLoss';
const GRADIENT = 'JsslJaccardLossGrad';
/** Its inputs: positives [N, 1] and negatives [N, K] of each head, and a mask [N, K] or [0]. */
const names = ['positivesP', 'negativesP', 'positivesN', 'negativesN', 'mask'] as const;

interface Attributes {
  /** Of J, cos p and cos n. */
  readonly temperatures: readonly [number, number, number];
  readonly weights: readonly [number, number, number];
}

/** Runs an op on the kernel's inputs and what follows them. */
function run(
  call: KernelCall,
  name: string,
  more: readonly tf.TensorInfo[],
  outputs: number,
): tf.TensorInfo[] {
  const backend = call.backend as TensorFlowBackend;
  const raw = RawTensorFlow.of(backend);
  const { temperatures, weights } = call.attrs as unknown as Attributes;
  const inputs = [
    ...backend.getInputTensorIds(names.map((input) => kernelInput(call, input))),
    ...[raw.floats(temperatures), raw.floats(weights)],
    ...backend.getInputTensorIds([...more]),
  ];
  const results = backend.binding.executeOp(name, [], inputs, outputs);
  return results.map((result) => backend.createOutputTensor(result));
}

/** The kernels of the Jaccard loss and of its gradients, by name. */
export const jaccardLossKernels: Readonly<Record<string, (call: KernelCall) => tf.TensorInfo[]>> = {
  [LOSS]: (call) => run(call, rowOps.jaccardLoss.name, [], 5),
  [GRADIENT]: (call) => {
    const more = ['states', 'dLoss', 'dJaccard', 'dP', 'dN'].map((name) => kernelInput(call, name));
    return run(call, rowOps.jaccardLossGradient.name, more, 4);
  },
};

/** Registers how the loss is differentiated, once in a process. */
export function registerJaccardLossGradient(): void {
  tf.registerGradient({
    kernelName: LOSS,
    inputsToSave: [...names],
    outputsToSave: [false, false, false, false, true],
    gradFunc: (dy, saved, attributes) => {
      const [dLoss, dJaccard, dP, dN] = dy as tf.Tensor[] as [
        ...[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor],
        ...tf.Tensor[],
      ];
      const inputs = Object.fromEntries(
        [...names, 'states'].map((name, at) => [name, saved[at] as tf.Tensor]),
      );
      // Not in a function below, for tfjs disposes what such a one makes besides its own result.
      const gradients = tf
        .engine()
        .runKernel<tf.Tensor[]>(GRADIENT, { ...inputs, dLoss, dJaccard, dP, dN }, attributes);
      const gradient = (at: number) => () => gradients[at] as tf.Tensor;
      return {
        positivesP: gradient(0),
        negativesP: gradient(1),
        positivesN: gradient(2),
        negativesN: gradient(3),
      };
    },
  });
}
