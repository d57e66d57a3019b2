import { type ConvolutionDirection, convolutionOps } from '@jssl/kernels';
import * as tf from '@tensorflow/tfjs-core';

import { winogradTile } from './convolution-algorithm.js';
import type { KernelCall, TensorFlowBackend } from './tensorflow-backend.js';

/** TensorFlow.js's kernels, with the names of the op's inputs among theirs. */
const replaced: Readonly<
  Record<string, readonly [ConvolutionDirection, maps: string, other: string]>
> = {
  [tf.Conv2D]: ['forward', 'x', 'filter'],
  [tf.Conv2DBackpropInput]: ['inputGradient', 'dy', 'filter'],
  [tf.Conv2DBackpropFilter]: ['filterGradient', 'x', 'dy'],
};

/**
 * On the TensorFlow backend, computes tf.conv2d's 3x3 convolutions and their gradients by the kernels of
 * `@jssl/kernels` where these are in use and take the shape, else as before.
 */
export function registerWinograd(): void {
  for (const [kernelName, [direction, maps, other]] of Object.entries(replaced)) {
    const kernel = tf.getKernel(kernelName, 'tensorflow');
    tf.unregisterKernel(kernelName, 'tensorflow');
    tf.registerKernel({
      ...kernel,
      kernelFunc: (call) => {
        const first = call.inputs[maps];
        const second = call.inputs[other];
        const attributes = call.attrs as unknown as Attributes;
        const result = first && second && winograd(call, direction, [first, second], attributes);
        return result ?? kernel.kernelFunc(call);
      },
    });
  }
}

/** What the attributes of the three have in common; `filterShape` is the filter gradient's. */
type Attributes = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dataFormat'> &
  Partial<Pick<tf.Conv2DAttrs, 'dilations'> & Pick<tf.Conv2DBackpropFilterAttrs, 'filterShape'>>;

function winograd(
  { backend }: KernelCall,
  direction: ConvolutionDirection,
  inputs: [tf.TensorInfo, tf.TensorInfo],
  attributes: Attributes,
): tf.TensorInfo | undefined {
  const [maps, other] = inputs;
  const [kernel, across, inChannels = 0, outChannels = 0] = attributes.filterShape ?? other.shape;
  const [rows = 0, height = 0, width = 0] = maps.shape;
  if (kernel !== 3 || across !== 3 || !isPlain(attributes)) return undefined;
  if (inputs.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const tile = winogradTile({ direction, rows, height, width, inChannels, outChannels });
  if (tile === undefined) return undefined;
  const tensorflow = backend as TensorFlowBackend;
  const { TF_ATTR_INT, TF_ATTR_TYPE, TF_FLOAT } = tensorflow.binding;
  return tensorflow.executeSingleOutput(
    convolutionOps[direction].name,
    [
      { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: 'tile', type: TF_ATTR_INT, value: tile },
    ],
    inputs,
  );
}

/** Stride 1, a border of one pixel, no dilation, NHWC. TensorFlow's gradients take no other such border. */
function isPlain({ strides, pad, dataFormat, dilations = 1 }: Attributes): boolean {
  const isOne = (sizes: number | readonly number[]) => [sizes].flat().every((size) => size === 1);
  return isOne(strides) && isOne(dilations) && pad === 'same' && dataFormat === 'NHWC';
}
