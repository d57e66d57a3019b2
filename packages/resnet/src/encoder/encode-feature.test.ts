import * as tf from '@tensorflow/tfjs-core';

import {
  createEncoder,
  defaultEncoderConfig,
  encode,
  encodeFeature,
  type Encoder,
} from '../index.js';

/** Lehmer's generator. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** An encoder whose running statistics have changed. */
function encoderOf(depth: 18 | 50, stem: 'small' | 'imagenet'): Encoder {
  const random = randomFrom(1);
  const encoder = createEncoder({ ...defaultEncoderConfig, depth, stem, width: 4 }, random);
  for (const variable of Object.values(encoder.statistics)) {
    const values = Float32Array.from({ length: variable.size }, () => 0.5 + random());
    variable.assign(tf.tensor1d(values));
  }
  return encoder;
}

function imagesOf(...shape: [number, number, number, number]): tf.Tensor4D {
  const random = randomFrom(2);
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor4d(
    Float32Array.from({ length: size }, () => 2 * random() - 1),
    shape,
  );
}

test.each([
  [18, 'small'],
  [18, 'imagenet'],
  [50, 'small'],
] as const)('ResNet-%i, stem %s: the numbers that encode gives in evaluation', (depth, stem) => {
  const encoder = encoderOf(depth, stem);
  const images = imagesOf(3, 16, 16, 3);
  const all = encode(encoder, images, { training: false });
  const { feature, rawFeature } = encodeFeature(encoder, images);
  expect(feature.shape).toEqual([3, depth === 18 ? 32 : 128]);
  expect(feature.dataSync()).toEqual(all.feature.dataSync());
  expect(rawFeature.dataSync()).toEqual(all.rawFeature.dataSync());
});

test('only its outputs are left in memory, and no head is used', () => {
  const encoder = encoderOf(18, 'small');
  const parameters = Object.entries(encoder.parameters).filter(([name]) => !/^head_/.test(name));
  const backbone = { ...encoder, parameters: Object.fromEntries(parameters) };
  const images = imagesOf(2, 8, 8, 3);
  const before = tf.memory().numTensors;
  encodeFeature(backbone, images);
  expect(tf.memory().numTensors).toBe(before + 2);
});

test.each<[number[], Error]>([
  [[8, 8, 3], new TypeError('encodeFeature: images must be [N, H, W, C], got [8, 8, 3]')],
  [
    [2, 8, 8, 1],
    new RangeError('encodeFeature: images must have 3 channels like the encoder, got [2, 8, 8, 1]'),
  ],
])('images %j are refused', (shape, error) => {
  const encoder = encoderOf(18, 'small');
  const use = () => encodeFeature(encoder, tf.zeros<tf.Rank>(shape) as tf.Tensor4D);
  expect(use).toThrow(error);
  expect(use).toThrow(error.constructor as ErrorConstructor);
});
