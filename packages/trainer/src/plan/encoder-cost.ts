import {
  describeBackbone,
  featureSize,
  type ConvolutionNorm,
  type EncoderConfig,
} from '@jssl/resnet';

/** The cost of an encoder on one image. */
export interface EncoderCost {
  /** Learned numbers in backbone and heads. */
  readonly parameters: number;
  /** Multiply-adds of all convolutions and linear layers, forward. */
  readonly multiplyAdds: number;
  /** Numbers in the feature maps that a gradient needs: after each convolution, batch norm and sum. */
  readonly mapValues: number;
  /** Batch norms in backbone and heads. */
  readonly norms: number;
  /** The sum of their channels. */
  readonly normChannels: number;
}

/** @param side of the image in pixels. */
export function encoderCost(config: EncoderConfig, side: number): EncoderCost {
  const { stem, maxPool, blocks } = describeBackbone(config);
  const cost = { parameters: 0, multiplyAdds: 0, mapValues: 0, norms: 0, normChannels: 0 };
  const run = (layer: ConvolutionNorm, input: number): number => {
    const { kernel, inChannels, outChannels, stride } = layer;
    const output = Math.ceil(input / stride);
    const filter = kernel ** 2 * inChannels * outChannels;
    cost.parameters += filter + 2 * outChannels;
    cost.multiplyAdds += filter * output ** 2;
    cost.mapValues += 2 * outChannels * output ** 2;
    cost.norms += 1;
    cost.normChannels += outChannels;
    return output;
  };
  let at = run(stem, side);
  if (maxPool) {
    at = Math.ceil(at / 2);
    cost.mapValues += stem.outChannels * at ** 2;
  }
  for (const { path, shortcut } of blocks) {
    if (shortcut) run(shortcut, at);
    at = path.reduce((input, layer) => run(layer, input), at);
    cost.mapValues += (path.at(-1)?.outChannels ?? 0) * at ** 2;
  }
  const { headWidth, embeddingSize } = config;
  const headWeights = featureSize(config) * headWidth + headWidth * embeddingSize;
  cost.parameters += 2 * (headWeights + 2 * headWidth + embeddingSize);
  cost.multiplyAdds += 2 * headWeights;
  cost.norms += 2;
  cost.normChannels += 2 * headWidth;
  return cost;
}
