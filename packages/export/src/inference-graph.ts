import { describeBackbone, stateDict, type ConvolutionNorm, type Encoder } from '@jssl/resnet';

/** Added to the variance of a batch norm, as in training. */
const EPSILON = 1e-5;

/** A convolution with the following batch norm folded in. */
export interface FoldedConvolution {
  /** Its name in torchvision, such as `layer1.0.conv1`. */
  readonly name: string;
  readonly kernel: number;
  readonly stride: number;
  readonly inChannels: number;
  readonly outChannels: number;
  /** [out, in, kernel, kernel] */
  readonly weights: Float32Array;
  /** [out] */
  readonly bias: Float32Array;
}

/** A ResNet's backbone for inference. Convolutions are padded by (kernel − 1) / 2 on every side. */
export interface InferenceGraph {
  readonly stem: FoldedConvolution;
  /** Whether a 3x3 stride 2 max-pool with padding 1 follows the stem. */
  readonly maxPool: boolean;
  /** ReLU follows each convolution of a path except the last, and the sum with the shortcut (or the input). */
  readonly blocks: readonly {
    readonly name: string;
    readonly path: readonly FoldedConvolution[];
    readonly shortcut: FoldedConvolution | undefined;
  }[];
  /** C of the images. */
  readonly channels: number;
  /** F */
  readonly featureSize: number;
}

/**
 * An encoder's backbone for inference, with each batch norm folded into its convolution: w′ = w · γ / √(σ² + ε), b′ = β − μ · γ / √(σ² + ε).
 */
export function inferenceGraph(encoder: Encoder): InferenceGraph {
  const { stem, maxPool, blocks } = describeBackbone(encoder.config);
  const tensors = stateDict(encoder);
  const values = (name: string): Float32Array => {
    const tensor = tensors[name];
    if (!tensor) throw new RangeError(`inferenceGraph: the encoder has no tensor ${name}`);
    return tensor.data;
  };
  const fold = (layer: ConvolutionNorm): FoldedConvolution => {
    const { convolution, norm, kernel, stride, inChannels, outChannels } = layer;
    const [scale, offset, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
      (part) => values(`${norm}.${part}`),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const factors = Float64Array.from(
      scale,
      (one, channel) => one / Math.sqrt((variance[channel] ?? NaN) + EPSILON),
    );
    const size = kernel * kernel * inChannels;
    return {
      name: convolution,
      ...{ kernel, stride, inChannels, outChannels },
      weights: values(`${convolution}.weight`).map(
        (weight, at) => weight * (factors[Math.floor(at / size)] ?? NaN),
      ),
      bias: offset.map((one, channel) => one - (mean[channel] ?? NaN) * (factors[channel] ?? NaN)),
    };
  };
  const folded = blocks.map(({ path, shortcut }) => ({
    name: path[0]?.convolution.replace(/\.[^.]*$/, '') ?? '',
    path: path.map(fold),
    shortcut: shortcut && fold(shortcut),
  }));
  return {
    stem: fold(stem),
    maxPool,
    blocks: folded,
    channels: encoder.config.inChannels,
    featureSize: folded.at(-1)?.path.at(-1)?.outChannels ?? NaN,
  };
}
