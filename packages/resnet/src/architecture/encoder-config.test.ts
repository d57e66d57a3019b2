import * as tf from '@tensorflow/tfjs-core';

import { createEncoder, defaultEncoderConfig, featureSize } from '../index.js';

test('the default is the paper’s encoder', () => {
  expect(defaultEncoderConfig).toEqual({
    depth: 50,
    width: 64,
    stem: 'small',
    inChannels: 3,
    headWidth: 512,
    embeddingSize: 128,
  });
});

test('F is 512 for ResNet-18 and 34 of width 64, 2048 above, and is proportional to the width', () => {
  const sizes = ([18, 34, 50, 101, 152] as const).map((depth) => featureSize({ depth, width: 64 }));
  expect(sizes).toEqual([512, 512, 2048, 2048, 2048]);
  expect(featureSize({ depth: 18, width: 3 })).toBe(24);
  expect(featureSize({ depth: 50, width: 3 })).toBe(96);
});

// A configuration may come from a file, so any value is possible.
const faults: [part: string, value: unknown, message: string][] = [
  ['depth', 20, 'depth must be one of 18, 34, 50, 101, 152, got 20'],
  ['depth', '18', 'depth must be one of 18, 34, 50, 101, 152, got 18'],
  ['depth', 'toString', 'depth must be one of 18, 34, 50, 101, 152, got toString'],
  ['depth', undefined, 'depth must be one of 18, 34, 50, 101, 152, got undefined'],
  ['stem', 'cifar', 'stem must be small or imagenet, got cifar'],
  ['width', 0, 'width must be a whole number of at least 1, got 0'],
  ['width', 1.5, 'width must be a whole number of at least 1, got 1.5'],
  ['inChannels', NaN, 'inChannels must be a whole number of at least 1, got NaN'],
  ['headWidth', -1, 'headWidth must be a whole number of at least 1, got -1'],
  ['headWidth', '4', 'headWidth must be a whole number of at least 1, got 4'],
  ['embeddingSize', Infinity, 'embeddingSize must be a whole number of at least 1, got Infinity'],
];

test.each(faults)('%s %p cannot be built', (part, value, message) => {
  const before = tf.memory().numTensors;
  const create = () => {
    createEncoder({ ...defaultEncoderConfig, [part]: value }, () => 0.5);
  };
  expect(create).toThrow(RangeError);
  expect(create).toThrow(new RangeError(`createEncoder: ${message}`));
  expect(tf.memory().numTensors).toBe(before);
});
