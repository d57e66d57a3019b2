import { describeBackbone, type ConvolutionNorm } from './describe-backbone.js';
import type { EncoderConfig } from './encoder-config.js';

/**
 * One operation of a backbone. Value 0 is the batch of images, value i + 1 the output of layer i; the
 * last value, averaged over height and width, is the feature. The types are plain data, because a
 * backend's kernel for the whole backbone takes them as its attribute.
 */
export type Layer =
  | {
      /** Without bias, padded by (kernel − 1) / 2 on every side. */
      readonly op: 'convolution';
      readonly input: number;
      /** Name of the filter [kernel, kernel, in, out]. */
      readonly filter: string;
      readonly stride: number;
    }
  | {
      readonly op: 'batchNorm';
      readonly input: number;
      /** Its tensors are `NORM.weight`, `NORM.bias`, `NORM.running_mean` and `NORM.running_var`. */
      readonly norm: string;
      /** Whether a ReLU follows. */
      readonly relu: boolean;
    }
  | {
      /** ReLU of the sum of two values. */
      readonly op: 'addRelu';
      readonly inputs: readonly [number, number];
    }
  | {
      /** 3x3, stride 2, padding 1, of values of at least 0. */
      readonly op: 'maxPool';
      readonly input: number;
    };

const known = new WeakMap<EncoderConfig, readonly Layer[]>();

/**
 * The operations of a ResNet's backbone in execution order (arXiv 1512.03385); the same array for the same object, so
 * that a kernel can remember what it made of them.
 */
export function backboneLayers(config: EncoderConfig): readonly Layer[] {
  let layers = known.get(config);
  if (!layers) known.set(config, (layers = makeLayers(config)));
  return layers;
}

function makeLayers(config: EncoderConfig): readonly Layer[] {
  const { stem, maxPool, blocks } = describeBackbone(config);
  const layers: Layer[] = [];
  const push = (layer: Layer) => layers.push(layer);
  const convolutionNorm = (
    { convolution, norm, stride }: ConvolutionNorm,
    input: number,
    relu: boolean,
  ) => {
    const map = push({ op: 'convolution', input, filter: `${convolution}.weight`, stride });
    return push({ op: 'batchNorm', input: map, norm, relu });
  };
  let value = convolutionNorm(stem, 0, true);
  if (maxPool) value = push({ op: 'maxPool', input: value });
  for (const { path, shortcut } of blocks) {
    const residual = path.reduce(
      (input, one, index) => convolutionNorm(one, input, index < path.length - 1),
      value,
    );
    const identity = shortcut ? convolutionNorm(shortcut, value, false) : value;
    value = push({ op: 'addRelu', inputs: [residual, identity] });
  }
  return layers;
}
