import type { Network } from '../run-network.js';

/**
 * A backbone as data, as `@jssl/resnet` hands it to the kernel. Value 0 is the batch of images, value
 * i + 1 what layer i makes; the last value, averaged over height and width, is the feature.
 */
export type Layer =
  ConvolutionLayer | BatchNormLayer | AddReluLayer | MaxPoolLayer | LayersInOneCall;

/** Convolution without bias, padded by (kernel − 1) / 2 on every side. */
type ConvolutionLayer = {
  readonly op: 'convolution';
  readonly input: number;
  /** Name of the filter [kernel, kernel, in, out]. */
  readonly filter: string;
  readonly stride: number;
};

/** Batch norm, and a ReLU behind it where `relu` is set. */
type BatchNormLayer = {
  readonly op: 'batchNorm';
  readonly input: number;
  /** Its parameters are `NAME.weight` and `NAME.bias`, its running statistics `NAME.running_mean` and `NAME.running_var`. */
  readonly norm: string;
  readonly relu: boolean;
  /** A value that is added before the ReLU; only `fuseResiduals` makes such layers. */
  readonly residual?: number;
};

/** ReLU of a sum. */
type AddReluLayer = {
  readonly op: 'addRelu';
  readonly inputs: readonly [number, number];
};

/** Max-pool 3x3, stride 2, padding 1, of values of at least 0. */
type MaxPoolLayer = {
  readonly op: 'maxPool';
  readonly input: number;
};

/** Layers that run in one call; only `fuseNetwork` makes such. They have no value but the last one's. */
type LayersInOneCall = {
  readonly op: 'network';
  readonly input: number;
  readonly layers: readonly Layer[];
  readonly network: Network;
};

/** The names of the parameters of layers, in the order of the kernels' outputs. */
export function parameterNames(layers: readonly Layer[]): string[] {
  return layers.flatMap((layer) => {
    if (layer.op === 'network') return parameterNames(layer.layers);
    if (layer.op === 'convolution') return [layer.filter];
    return layer.op === 'batchNorm' ? [`${layer.norm}.weight`, `${layer.norm}.bias`] : [];
  });
}

/** The values that a layer reads. */
export function inputsOf(layer: Layer): readonly number[] {
  if (layer.op === 'addRelu') return layer.inputs;
  return layer.op === 'batchNorm' && layer.residual !== undefined
    ? [layer.input, layer.residual]
    : [layer.input];
}
