import { type NetworkLayer, networkText } from '@jssl/kernels';
import * as tf from '@tensorflow/tfjs-core';

import { RawTensorFlow } from './raw-tensorflow.js';
import { type NetworkNorms, networkGradients, runNetwork } from './run-network.js';
import { kernelInput, type KernelCall, type TensorFlowBackend } from './tensorflow-backend.js';

type Kernel = (call: KernelCall) => tf.TensorInfo[];

/** Layers under the name that `@jssl/resnet` asks for; its gradients are computed by NAMEGrad. */
interface NetworkKernel {
  /** The names of the input of the first layer, and of the parameters in the order of the layers. */
  readonly inputs: readonly string[];
  readonly layers: readonly NetworkLayer[];
}

const byWindows = [undefined, undefined, undefined] as const;
const networkKernels: Readonly<Record<string, NetworkKernel>> = {
  JsslHeadTraining: {
    inputs: ['feature', 'hiddenWeight', 'scale', 'offset', 'weight', 'bias'],
    layers: [
      // A matrix product is a 1x1 convolution of maps of one pixel.
      { kind: 'convolution', input: 0, stride: 1, tiles: byWindows },
      { kind: 'norm', input: 1, residual: undefined, relu: true },
      { kind: 'convolution', input: 2, stride: 1, tiles: byWindows },
      { kind: 'bias', input: 3 },
      { kind: 'unitRows', input: 4 },
    ],
  },
  JsslUnitRows: { inputs: ['x'], layers: [{ kind: 'unitRows', input: 0 }] },
};

/** Of layers without batch norm. */
const noNorms: NetworkNorms = { splits: 1, epsilon: 0 };

/**
 * `forward` has as outputs y, mean and unbiased variance of each batch norm, and what the gradient takes. `backward`
 * takes the inputs, `dy`, `y` and that as `recorded`, and gives the gradients of the inputs.
 */
function kernelsOf({ inputs, layers }: NetworkKernel): Record<'forward' | 'backward', Kernel> {
  const norms = layers.filter(({ kind }) => kind === 'norm').length;
  const network = { text: networkText(layers), norms };
  const open = (call: KernelCall) => {
    const raw = RawTensorFlow.of(call.backend as TensorFlowBackend);
    const id = (name: string) => raw.idOf(kernelInput(call, name));
    const [x = NaN, ...parameters] = inputs.map(id);
    return { raw, id, x, parameters, settings: { ...noNorms, ...call.attrs } };
  };
  return {
    forward: (call) => {
      const { raw, settings, ...given } = open(call);
      const isRecorded = tf.engine().state.gradientDepth > 0;
      const made = runNetwork(raw, network, given, { ...settings, isRecorded });
      return [made.y, ...made.statistics, made.recorded].map((tensor) => raw.give(tensor));
    },
    backward: (call) => {
      const { raw, id, settings, ...given } = open(call);
      const values = { ...given, dy: id('dy'), y: id('y'), recorded: id('recorded') };
      const { dx, gradients } = networkGradients(raw, network, values, settings);
      return [dx, ...gradients].map((tensor) => raw.give(tensor));
    },
  };
}

/** Projection heads in training, and unit rows, with their gradients; by name. */
export const headKernels: Readonly<Record<string, Kernel>> = Object.fromEntries(
  Object.entries(networkKernels).flatMap(([name, kernel]) => {
    const { forward, backward } = kernelsOf(kernel);
    return [[name, forward] as const, [`${name}Grad`, backward] as const];
  }),
);

/** Registers how they are differentiated, once in a process. */
export function registerHeadGradients(): void {
  for (const [kernelName, { inputs, layers }] of Object.entries(networkKernels)) {
    const norms = layers.filter(({ kind }) => kind === 'norm');
    tf.registerGradient({
      kernelName,
      inputsToSave: [...inputs],
      outputsToSave: [true, ...norms.flatMap(() => [false, false]), true],
      gradFunc: (dy, saved, attributes) => {
        const [dRows] = dy as [tf.Tensor];
        const named = Object.fromEntries(
          [...inputs, 'y', 'recorded'].map((name, at) => [name, saved[at] as tf.Tensor]),
        );
        const gradients: tf.Tensor[] = tf
          .engine()
          .runKernel(`${kernelName}Grad`, { ...named, dy: dRows }, attributes);
        return Object.fromEntries(
          inputs.map((name, at) => [name, () => gradients[at] as tf.Tensor] as const),
        );
      },
    });
  }
}
