import { type ConvolutionDirection, convolutionOps, windowConvolutionOps } from '@jssl/kernels';
import { wasmTileFor } from '@jssl/kernels/wasm';
import * as tf from '@tensorflow/tfjs-core';

import type {
  KernelCall,
  OpAttribute,
  TensorFlowBackend,
} from '../../kernels/tensorflow-backend.js';
import { replaceKernel } from '../replace-kernel.js';

/** tfjs's kernels, with the names of the op's inputs among theirs. */
const replaced: Readonly<
  Record<string, readonly [ConvolutionDirection, maps: string, other: string]>
> = {
  [tf.Conv2D]: ['forward', 'x', 'filter'],
  [tf.Conv2DBackpropInput]: ['inputGradient', 'dy', 'filter'],
  [tf.Conv2DBackpropFilter]: ['filterGradient', 'x', 'dy'],
};

type Shape4D = [number, number, number, number];
/** What the attributes of the three have in common, and the shapes that the gradients name. */
type Attributes = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dataFormat'> &
  Partial<Pick<tf.Conv2DAttrs, 'dilations' | 'dimRoundingMode'>> & {
    readonly filterShape?: Shape4D;
    readonly inputShape?: Shape4D;
  };

/**
 * Computes tf.conv2d and its gradients on the WebAssembly backend by the kernels, where they take the shape: an odd
 * square filter, padded by (kernel − 1) / 2 on every side, without dilation, NHWC.
 * @param isUsed whether the kernels are in use.
 */
export function replaceConvolutions(isUsed: () => boolean): void {
  for (const [kernelName, [direction, maps, other]] of Object.entries(replaced)) {
    replaceKernel(kernelName, (original) => (call) => {
      const [first, second] = [call.inputs[maps], call.inputs[other]];
      const result = isUsed() && first && second && convolve(call, direction, [first, second]);
      return result || original(call);
    });
  }
}

function convolve(
  { backend, attrs }: KernelCall,
  direction: ConvolutionDirection,
  inputs: [tf.TensorInfo, tf.TensorInfo],
): tf.TensorInfo | undefined {
  const attributes = attrs as unknown as Attributes;
  const [maps, other] = inputs;
  if (inputs.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const { strides, pad, dilations = 1, dimRoundingMode, dataFormat } = attributes;
  if (dataFormat !== 'NHWC') return undefined;
  const inputShape = attributes.inputShape ?? (maps.shape as Shape4D);
  const filterShape = attributes.filterShape ?? (other.shape as Shape4D);
  const shape = tf.backend_util.computeConv2DInfo(
    ...([inputShape, filterShape, strides, dilations, pad, dimRoundingMode] as const),
  );
  const { filterHeight: kernel, strideHeight: stride, inHeight: height, inWidth: width } = shape;
  const { batchSize: rows, inChannels, outChannels, padInfo } = shape;
  const border = (kernel - 1) / 2;
  const out = (side: number) => Math.floor((side - 1) / stride) + 1;
  const isTaken =
    kernel % 2 === 1 &&
    kernel === shape.filterWidth &&
    stride === shape.strideWidth &&
    [dilations].flat().every((dilation) => dilation === 1) &&
    padInfo.top === border &&
    padInfo.left === border &&
    shape.outHeight === out(height) &&
    shape.outWidth === out(width);
  if (!isTaken) return undefined;
  const sizes = { direction, rows, height, width, inChannels, outChannels };
  const tile = kernel === 3 && stride === 1 ? wasmTileFor(sizes) : undefined;
  const ops = tile === undefined ? windowConvolutionOps : convolutionOps;
  const named = tile === undefined ? { stride, kernel, height, width } : { tile };
  const numbers = Object.entries(named).map(([name, value]): OpAttribute => ({
    name,
    type: 1,
    value,
  }));
  const tensorflow = backend as TensorFlowBackend;
  return tensorflow.executeSingleOutput(ops[direction].name, numbers, inputs);
}
