import { describeBackbone, type ConvolutionNorm } from './describe-backbone.js';
import { featureSize, type EncoderConfig } from './encoder-config.js';

/** The kind of a tensor; determines its initial values and its layout in PyTorch. */
export type TensorKind =
  | 'convolution' // [kernel, kernel, in, out]; PyTorch [out, in, kernel, kernel]
  | 'linear' // [in, out]; PyTorch [out, in]
  | 'linear-bias'
  | 'norm-weight'
  | 'norm-bias'
  | 'running-mean'
  | 'running-variance';

/** A tensor of an encoder: torchvision's name, its kind, and its shape in TensorFlow.js. */
export interface TensorSpec {
  readonly name: string;
  readonly kind: TensorKind;
  readonly shape: readonly number[];
  /** Number of inputs per output unit; determines a linear layer's initial values. */
  readonly fanIn: number;
}

/** The projection heads `p` and `n`, of the same shape. */
export const headNames = ['head_p', 'head_n'] as const;

/** Whether a tensor is trained, as opposed to a running statistic. */
export function isParameter({ kind }: TensorSpec): boolean {
  return kind !== 'running-mean' && kind !== 'running-variance';
}

/** Every tensor of an encoder in PyTorch's order: backbone, then the heads. */
export function tensorSpecs(config: EncoderConfig): TensorSpec[] {
  const { stem, blocks } = describeBackbone(config);
  const convolutions = [
    stem,
    ...blocks.flatMap(({ path, shortcut }) => [...path, ...(shortcut ? [shortcut] : [])]),
  ];
  return [
    ...convolutions.flatMap(convolutionSpecs),
    ...headNames.flatMap((head) => headSpecs(head, config)),
  ];
}

function convolutionSpecs(layer: ConvolutionNorm): TensorSpec[] {
  const { kernel, inChannels, outChannels } = layer;
  return [
    {
      name: `${layer.convolution}.weight`,
      kind: 'convolution',
      shape: [kernel, kernel, inChannels, outChannels],
      fanIn: kernel * kernel * inChannels,
    },
    ...normSpecs(layer.norm, outChannels),
  ];
}

function normSpecs(name: string, channels: number): TensorSpec[] {
  const shape = [channels];
  return [
    { name: `${name}.weight`, kind: 'norm-weight', shape, fanIn: 1 },
    { name: `${name}.bias`, kind: 'norm-bias', shape, fanIn: 1 },
    { name: `${name}.running_mean`, kind: 'running-mean', shape, fanIn: 1 },
    { name: `${name}.running_var`, kind: 'running-variance', shape, fanIn: 1 },
  ];
}

/** Linear without bias, batch norm, ReLU, linear with bias: indices 0 to 3 of a PyTorch Sequential. */
function headSpecs(head: string, config: EncoderConfig): TensorSpec[] {
  const features = featureSize(config);
  const { headWidth, embeddingSize } = config;
  return [
    { name: `${head}.0.weight`, kind: 'linear', shape: [features, headWidth], fanIn: features },
    ...normSpecs(`${head}.1`, headWidth),
    {
      name: `${head}.3.weight`,
      kind: 'linear',
      shape: [headWidth, embeddingSize],
      fanIn: headWidth,
    },
    { name: `${head}.3.bias`, kind: 'linear-bias', shape: [embeddingSize], fanIn: headWidth },
  ];
}
