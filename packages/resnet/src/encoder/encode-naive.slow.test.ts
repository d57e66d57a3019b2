import * as tf from '@tensorflow/tfjs-core';
import { fill, goldenParameter, transpose } from '@jssl/testing';

import {
  createEncoder,
  encode,
  loadStateDict,
  stateDict,
  type EncodeOptions,
  type Encoder,
  type EncoderConfig,
  type StateDict,
} from '../index.js';

// Jest looks up every global at each use, which would slow the loops below.
const { abs, ceil, max, min, sqrt } = Math;

/** Feature maps of a batch in float64: a plane of `height` · `width` per image and channel. */
interface Maps {
  readonly height: number;
  readonly width: number;
  readonly planes: readonly (readonly Float64Array[])[];
}

/** A tensor in float64, in PyTorch's layout. */
interface Weight {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

const noWeight: Weight = { shape: [], data: new Float64Array() };

/** An encoder written as loops, from arXiv 1512.03385 and 2202.12921; its blocks follow from the names. */
function naiveEncode(
  tensors: Readonly<Record<string, Weight>>,
  images: Maps,
  { training, splits = 1 }: EncodeOptions,
) {
  const tensor = (name: string) => tensors[name] ?? noWeight;
  const batchStatistics: Record<string, number[]> = {};
  const record = (name: string, channel: number, value: number) => {
    const values = (batchStatistics[name] ??= []);
    values[channel] = (values[channel] ?? 0) + value / splits;
  };
  const normalize = (x: Maps, name: string): Maps => {
    const [weight = [], bias = [], means = [], variances = []] = [
      'weight',
      'bias',
      'running_mean',
      'running_var',
    ].map((part) => [...tensor(`${name}.${part}`).data]);
    const running = means.map((mean, c) => ({ mean, variance: variances[c] ?? 0, unbiased: 0 }));
    const size = x.planes.length / splits;
    const planes = Array.from({ length: splits }, (_, group) => {
      const members = x.planes.slice(group * size, (group + 1) * size);
      const moments = training ? batchMoments(members) : running;
      moments.forEach(({ mean, unbiased }, channel) => {
        record(`${name}.running_mean`, channel, mean);
        record(`${name}.running_var`, channel, unbiased);
      });
      return mapPlanes({ ...x, planes: members }, (plane, _n, c) => {
        const { mean, variance } = moments[c] ?? { mean: 0, variance: 0 };
        const factor = (weight[c] ?? 0) / sqrt(variance + 1e-5);
        return plane.map((value) => (value - mean) * factor + (bias[c] ?? 0));
      }).planes;
    });
    return { ...x, planes: planes.flat() };
  };
  const layer = (x: Maps, conv: string, norm: string, stride: number) =>
    normalize(convolution(x, tensor(`${conv}.weight`), stride), norm);
  const block = (x: Maps, name: string) => {
    const bottleneck = `${name}.conv3.weight` in tensors;
    const shortcut = `${name}.downsample.0.weight` in tensors;
    const stride = /^layer[234]\.0$/.test(name) ? 2 : 1;
    let y = relu(layer(x, `${name}.conv1`, `${name}.bn1`, bottleneck ? 1 : stride));
    y = layer(y, `${name}.conv2`, `${name}.bn2`, bottleneck ? stride : 1);
    if (bottleneck) y = layer(relu(y), `${name}.conv3`, `${name}.bn3`, 1);
    const added = shortcut ? layer(x, `${name}.downsample.0`, `${name}.downsample.1`, stride) : x;
    return relu(
      mapPlanes(y, (plane, n, c) =>
        plane.map((value, at) => value + (added.planes[n]?.[c]?.[at] ?? 0)),
      ),
    );
  };
  const head = (x: Maps, name: string) => {
    const hidden = relu(normalize(linear(x, tensor(`${name}.0.weight`)), `${name}.1`));
    return unitRows(linear(hidden, tensor(`${name}.3.weight`), tensor(`${name}.3.bias`)));
  };
  const imagenet = tensor('conv1.weight').shape[2] === 7;
  const stem = relu(layer(images, 'conv1', 'bn1', imagenet ? 2 : 1));
  const blocks = new Set(Object.keys(tensors).flatMap((name) => /^layer\d\.\d+/.exec(name) ?? []));
  const rawFeature = averagePool([...blocks].reduce(block, imagenet ? maxPool(stem) : stem));
  return {
    rawFeature: valuesOf(rawFeature),
    feature: valuesOf(unitRows(rawFeature)),
    p: valuesOf(head(rawFeature, 'head_p')),
    n: valuesOf(head(rawFeature, 'head_n')),
    batchStatistics: training ? batchStatistics : {},
  };
}

/** All values in the order of PyTorch's layout. */
function valuesOf({ planes }: Maps): Float64Array {
  return Float64Array.from(planes.flatMap((image) => image.flatMap((plane) => [...plane])));
}

function mapPlanes(
  x: Maps,
  map: (plane: Float64Array, n: number, c: number) => Float64Array,
): Maps {
  return { ...x, planes: x.planes.map((image, n) => image.map((plane, c) => map(plane, n, c))) };
}

function relu(x: Maps): Maps {
  return mapPlanes(x, (plane) => plane.map((value) => max(0, value)));
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean and variance of each channel over a group of images (arXiv 1502.03167, Algorithm 1). */
function batchMoments(images: Maps['planes']) {
  return (images[0] ?? []).map((_, channel) => {
    const values = Float64Array.from(images.flatMap((image) => [...(image[channel] ?? [])]));
    const mean = average(values);
    const variance = average(values.map((value) => (value - mean) ** 2));
    return { mean, variance, unbiased: (variance * values.length) / (values.length - 1) };
  });
}

/** Padding (kernel − 1) / 2 on every side. */
function convolution(x: Maps, { shape, data }: Weight, stride: number): Maps {
  const [outChannels = 0, inChannels = 0, kernel = 0] = shape;
  const padding = (kernel - 1) / 2;
  const [height, width] = [ceil(x.height / stride), ceil(x.width / stride)];
  const convolve = (image: readonly Float64Array[], out: number) =>
    new Float64Array(height * width).map((_, at) => {
      const left = (at % width) * stride - padding;
      const top = ((at - (at % width)) / width) * stride - padding;
      let sum = 0;
      for (let c = 0; c < inChannels; c++)
        for (let i = max(0, -top); i < min(kernel, x.height - top); i++)
          for (let j = max(0, -left); j < min(kernel, x.width - left); j++)
            sum +=
              (data[((out * inChannels + c) * kernel + i) * kernel + j] ?? 0) *
              (image[c]?.[(top + i) * x.width + left + j] ?? 0);
      return sum;
    });
  const planes = x.planes.map((image) =>
    Array.from({ length: outChannels }, (_, out) => convolve(image, out)),
  );
  return { height, width, planes };
}

/** A weight [out, in] as 1x1 kernels. */
function linear(x: Maps, { shape, data }: Weight, bias?: Weight): Maps {
  const product = convolution(x, { shape: [...shape, 1, 1], data }, 1);
  return mapPlanes(product, (plane, _, c) => plane.map((value) => value + (bias?.data[c] ?? 0)));
}

/** 3x3, stride 2, padding 1 of minus infinity. */
function maxPool(x: Maps): Maps {
  const [height, width] = [ceil(x.height / 2), ceil(x.width / 2)];
  const pooled = mapPlanes(x, (plane) =>
    new Float64Array(height * width).map((_, at) => {
      const column = at % width;
      const row = (at - column) / width;
      let largest = -Infinity;
      for (let i = max(0, 2 * row - 1); i < min(x.height, 2 * row + 2); i++)
        for (let j = max(0, 2 * column - 1); j < min(x.width, 2 * column + 2); j++)
          largest = max(largest, plane[i * x.width + j] ?? 0);
      return largest;
    }),
  );
  return { ...pooled, height, width };
}

function averagePool(x: Maps): Maps {
  const pooled = mapPlanes(x, (plane) => Float64Array.of(average(plane)));
  return { ...pooled, height: 1, width: 1 };
}

function unitRows(x: Maps): Maps {
  return mapPlanes(x, (plane, n) => {
    const norm = Math.hypot(...(x.planes[n] ?? []).map(([value = 0]) => value));
    return plane.map((value) => value / norm);
  });
}

const SALT = 'naive';

/** An encoder's tensors, including running statistics, with different values, rounded to float32. */
function tensorsOf(config: EncoderConfig): Record<string, Weight> {
  return Object.fromEntries(
    Object.entries(stateDict(createEncoder(config, () => 0.5))).map(([name, { shape }]) => {
      const offset = name.endsWith('running_var') ? 1 : 0;
      const values = name.includes('running')
        ? Float32Array.from(fill(SALT, name, shape, 0.4, offset))
        : goldenParameter(SALT, name, shape);
      return [name, { shape, data: Float64Array.from(values) }];
    }),
  );
}

function encoderOf(config: EncoderConfig, tensors: Record<string, Weight>): Encoder {
  const encoder = createEncoder(config, () => 0.5);
  const dict = Object.entries(tensors).map(([name, { shape, data }]) => [
    name,
    { shape, data: Float32Array.from(data) },
  ]);
  loadStateDict(encoder, Object.fromEntries(dict) as StateDict);
  return encoder;
}

/**
 * Images for the naive encoder, and the same as a tensor; more of them if batch norm uses their
 * statistics.
 */
function imagesOf({ training }: EncodeOptions, height: number) {
  const [count, width] = [training ? 16 : 4, height - 1];
  const shape = [count, 3, height, width] as const;
  const values = fill(SALT, 'images', shape).map(Math.fround);
  const planes = Array.from({ length: count }, (_, n) =>
    [0, 1, 2].map((c) => values.subarray((n * 3 + c) * height * width).slice(0, height * width)),
  );
  const inOrder = Float32Array.from(transpose(values, shape, [0, 2, 3, 1]));
  const images = tf.tensor4d(inOrder, [count, height, width, 3]);
  return { maps: { height, width, planes }, images };
}

const outputNames = ['feature', 'p', 'n'] as const;

/** The differentiated function: a weighted sum of the outputs. */
const lossWeights = (name: string, size: number) => fill(SALT, `loss ${name}`, [size]);

function naiveLoss(encoding: ReturnType<typeof naiveEncode>): number {
  return outputNames.reduce((sum, name) => {
    const values = encoding[name];
    return sum + dot(values, lossWeights(name, values.length));
  }, 0);
}

/** The gradient of each parameter, in PyTorch's layout. */
function gradientsOf(
  encoder: Encoder,
  images: tf.Tensor4D,
  options: EncodeOptions,
): Record<string, ArrayLike<number>> {
  const { grads } = tf.variableGrads(() => {
    const encoding = encode(encoder, images, options);
    const sums = outputNames.map((name) => {
      const weights = tf.tensor1d(Float32Array.from(lossWeights(name, encoding[name].size)));
      return tf.sum(tf.mul(encoding[name], tf.reshape(weights, encoding[name].shape)));
    });
    return tf.addN(sums) as tf.Scalar;
  }, Object.values(encoder.parameters));
  const gradients = Object.entries(encoder.parameters).map(([name, { name: unique }]) => {
    const gradient = grads[unique];
    if (!gradient) throw new Error(`no gradient for ${name}`);
    const axes = { 4: [3, 2, 0, 1], 2: [1, 0] }[gradient.rank] ?? [0];
    return [name, tf.transpose(gradient, axes).dataSync()] as const;
  });
  return Object.fromEntries(gradients);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

/** The largest difference, relative to the largest expected value. */
function relativeDifference(actual: tf.Tensor | undefined, expected: ArrayLike<number>): number {
  expect(actual?.size).toBe(expected.length);
  const values = actual?.dataSync<'float32'>() ?? [];
  let [difference, scale] = [0, 0];
  for (let at = 0; at < expected.length; at++) {
    const value = expected[at] ?? 0;
    difference = max(difference, abs(value - (values[at] ?? 0)));
    scale = max(scale, abs(value));
  }
  return difference / scale;
}

/** Each kind of parameter, and a pattern of its names. */
const kinds: Readonly<Record<string, RegExp>> = {
  stem: /^conv1/,
  'convolutions of blocks': /^layer.*conv\d/,
  'projections of shortcuts': /downsample\.0/,
  'batch norm weights': /(bn\d|downsample\.1|head_.\.1)\.weight/,
  'batch norm biases': /(bn\d|downsample\.1|head_.\.1)\.bias/,
  'first linear layers': /head_.\.0/,
  'last linear layers': /head_.\.3\.weight/,
  'linear biases': /head_.\.3\.bias/,
};

interface Case {
  readonly config: EncoderConfig;
  readonly options: EncodeOptions;
  readonly height: number;
  /**
   * What float32 may differ by: the fewer values a batch norm sees and the deeper the network, the more
   * of its rounding is passed on; running statistics pass on least. About half was seen.
   */
  readonly tolerance: number;
}

const tiny = { width: 2, inChannels: 3, headWidth: 4, embeddingSize: 3 } as const;
const shallow: EncoderConfig = { ...tiny, depth: 18, stem: 'small' };
const imagenet: EncoderConfig = { ...tiny, depth: 18, stem: 'imagenet' };
const deep: EncoderConfig = { ...tiny, depth: 50, stem: 'small' };
const training: EncodeOptions = { training: true };
const groups: EncodeOptions = { training: true, splits: 2 };
const evaluation: EncodeOptions = { training: false };

const cases: Readonly<Record<string, Case>> = {
  'ResNet-18': { config: shallow, options: training, height: 8, tolerance: 1e-4 },
  'ResNet-18 in two groups': { config: shallow, options: groups, height: 8, tolerance: 1e-4 },
  'ResNet-18 in evaluation': { config: shallow, options: evaluation, height: 8, tolerance: 3e-6 },
  'ImageNet stem': { config: imagenet, options: training, height: 32, tolerance: 2e-4 },
  'ImageNet stem in evaluation': {
    config: imagenet,
    options: evaluation,
    height: 32,
    tolerance: 3e-6,
  },
  'ResNet-50': { config: deep, options: training, height: 8, tolerance: 1e-3 },
  'ResNet-50 in evaluation': { config: deep, options: evaluation, height: 8, tolerance: 3e-6 },
};

describe.each(Object.entries(cases))('%s', (_, { config, options, height, tolerance }) => {
  test('outputs and batch statistics agree with the loops', () => {
    const tensors = tensorsOf(config);
    const { maps, images } = imagesOf(options, height);
    const { batchStatistics, ...outputs } = naiveEncode(tensors, maps, options);
    const actual = encode(encoderOf(config, tensors), images, options);
    for (const name of ['rawFeature', ...outputNames] as const) {
      expect(relativeDifference(actual[name], outputs[name])).toBeLessThan(tolerance);
    }
    expect(Object.keys(actual.batchStatistics).sort()).toEqual(Object.keys(batchStatistics).sort());
    for (const [name, values] of Object.entries(batchStatistics)) {
      const difference = relativeDifference(actual.batchStatistics[name], values);
      expect(difference).toBeLessThan(tolerance);
    }
  });

  test('gradients agree with finite differences of the loops', () => {
    const tensors = tensorsOf(config);
    const { maps, images } = imagesOf(options, height);
    const gradients = gradientsOf(encoderOf(config, tensors), images, options);
    const differences = Object.entries(kinds).map(([kind, pattern]): [string, number] => {
      const names = Object.keys(gradients).filter((name) => pattern.test(name));
      expect(names.length).toBeGreaterThan(0);
      const direction = (name: string) => fill(SALT, `step ${name}`, tensors[name]?.shape ?? []);
      const lossAt = (step: number) => {
        const moved = names.map((name): [string, Weight] => {
          const { shape, data } = tensors[name] ?? noWeight;
          const towards = direction(name);
          return [
            name,
            { shape, data: data.map((value, at) => value + step * (towards[at] ?? 0)) },
          ];
        });
        return naiveLoss(naiveEncode({ ...tensors, ...Object.fromEntries(moved) }, maps, options));
      };
      // So small that no ReLU input changes its sign; float64 leaves eight digits of the slope.
      const step = 1e-7;
      const slope = (lossAt(step) - lossAt(-step)) / (2 * step);
      const some = names.map((name) => ({ name, gradient: gradients[name] ?? [] }));
      const along = some.reduce(
        (sum, { name, gradient }) => sum + dot(direction(name), gradient),
        0,
      );
      const norm = sqrt(some.reduce((sum, { gradient }) => sum + dot(gradient, gradient), 0));
      return [kind, abs(along - slope) / norm];
    });
    expect(differences.filter(([, difference]) => !(difference < tolerance))).toEqual([]);
  });
});
