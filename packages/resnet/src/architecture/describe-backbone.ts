import { blocksPerStage, hasBottlenecks, type EncoderConfig } from './encoder-config.js';

/** A convolution without bias and the batch norm after it, with torchvision's names. */
export interface ConvolutionNorm {
  readonly convolution: string;
  readonly norm: string;
  /** Side of the kernel, odd. */
  readonly kernel: number;
  readonly stride: number;
  readonly inChannels: number;
  readonly outChannels: number;
}

/** A residual block: ReLU between the convolutions of its path, and after adding the shortcut. */
export interface ResidualBlock {
  readonly path: readonly ConvolutionNorm[];
  /** The projection of the block's input if its shape changes; undefined for the identity. */
  readonly shortcut: ConvolutionNorm | undefined;
}

/** A ResNet's backbone as data. */
export interface Backbone {
  readonly stem: ConvolutionNorm;
  /** Whether a 3x3 stride 2 max-pool follows the stem. */
  readonly maxPool: boolean;
  readonly blocks: readonly ResidualBlock[];
}

/**
 * Describes the convolutions of a ResNet in execution order (arXiv 1512.03385, Table 1), with
 * torchvision's names. As in torchvision, a bottleneck's stride is on its 3x3 convolution.
 * @example
 * ```ts
 * import { defaultEncoderConfig, describeBackbone } from '@jssl/resnet';
 *
 * const { stem, maxPool, blocks } = describeBackbone({ ...defaultEncoderConfig, depth: 18 });
 * console.log(stem.kernel, stem.stride, maxPool, blocks.length); // 3 1 false 8
 * console.log(
 *   blocks[2].path.map(({ convolution, stride }) => `${convolution}/${stride}`).join(' '),
 * ); // layer2.0.conv1/2 layer2.0.conv2/1
 * ```
 */
export function describeBackbone(config: EncoderConfig): Backbone {
  const small = config.stem === 'small';
  const blocks: ResidualBlock[] = [];
  let inChannels = config.width;
  blocksPerStage[config.depth].forEach((count, stage) => {
    const channels = config.width * 2 ** stage;
    for (let index = 0; index < count; index++) {
      const name = `layer${stage + 1}.${index}`;
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const block = describeBlock(name, config, inChannels, channels, stride);
      blocks.push(block);
      inChannels = block.path.at(-1)?.outChannels ?? inChannels;
    }
  });
  return {
    stem: {
      convolution: 'conv1',
      norm: 'bn1',
      kernel: small ? 3 : 7,
      stride: small ? 1 : 2,
      inChannels: config.inChannels,
      outChannels: config.width,
    },
    maxPool: !small,
    blocks,
  };
}

/** Kernel, stride and output channels of each convolution of a block. */
type Layer = readonly [kernel: number, stride: number, outChannels: number];

function describeBlock(
  name: string,
  { depth }: EncoderConfig,
  inChannels: number,
  channels: number,
  stride: number,
): ResidualBlock {
  const layers: readonly Layer[] = hasBottlenecks(depth)
    ? [
        [1, 1, channels],
        [3, stride, channels],
        [1, 1, 4 * channels],
      ]
    : [
        [3, stride, channels],
        [3, 1, channels],
      ];
  const path = layers.map(([kernel, layerStride, outChannels], index) => ({
    convolution: `${name}.conv${index + 1}`,
    norm: `${name}.bn${index + 1}`,
    kernel,
    stride: layerStride,
    inChannels: layers[index - 1]?.[2] ?? inChannels,
    outChannels,
  }));
  const outChannels = layers.at(-1)?.[2] ?? channels;
  const shortcut = {
    convolution: `${name}.downsample.0`,
    norm: `${name}.downsample.1`,
    kernel: 1,
    stride,
    inChannels,
    outChannels,
  };
  return { path, shortcut: stride !== 1 || inChannels !== outChannels ? shortcut : undefined };
}
