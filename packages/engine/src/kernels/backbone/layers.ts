/**
 * A backbone as data, as `@jssl/resnet` hands it to the kernel. Value 0 is the batch of images, value
 * i + 1 what layer i makes; the last value, averaged over height and width, is the feature.
 */
export type Layer = ConvolutionLayer | BatchNormLayer | AddReluLayer | MaxPoolLayer;

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

/** The values that a layer reads. */
export function inputsOf(layer: Layer): readonly number[] {
  if (layer.op === 'addRelu') return layer.inputs;
  return layer.op === 'batchNorm' && layer.residual !== undefined
    ? [layer.input, layer.residual]
    : [layer.input];
}
