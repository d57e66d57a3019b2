import * as tf from '@tensorflow/tfjs-core';

import { randomFrom, tiny } from '../fixtures/tiny-encoder.js';
import {
  createEncoder,
  decodeSafetensors,
  encodeSafetensors,
  loadStateDict,
  stateDict,
  stateDictAsync,
  type Encoder,
  type StateDict,
} from '../index.js';

/** An encoder whose running statistics have changed. */
function trainedEncoder(seed: number): Encoder {
  const random = randomFrom(seed);
  const encoder = createEncoder(tiny, random);
  for (const variable of Object.values(encoder.statistics)) {
    const values = Float32Array.from({ length: variable.size }, random);
    variable.assign(tf.tensor(values, variable.shape));
  }
  return encoder;
}

const without = (dict: StateDict, name: string): StateDict =>
  Object.fromEntries(Object.entries(dict).filter(([other]) => other !== name));

test('convolutions are stored as [out, in, kernel, kernel], linear layers as [out, in]', () => {
  const { parameters, ...rest } = createEncoder({ ...tiny, inChannels: 4 }, randomFrom(1));
  const dict = stateDict({ parameters, ...rest });
  const convolution = parameters['conv1.weight']?.arraySync() as number[][][][]; // [3, 3, 4, 2]
  const linear = parameters['head_p.0.weight']?.arraySync() as number[][]; // [16, 4]
  expect(dict['conv1.weight']).toEqual({
    shape: [2, 4, 3, 3],
    data: Float32Array.from({ length: 72 }, (_, at) => {
      const [out, inner, row] = [
        Math.floor(at / 36),
        Math.floor(at / 9) % 4,
        Math.floor(at / 3) % 3,
      ];
      return convolution[row]?.[at % 3]?.[inner]?.[out] ?? NaN;
    }),
  });
  expect(dict['head_p.0.weight']).toEqual({
    shape: [4, 16],
    data: Float32Array.from(
      { length: 64 },
      (_, at) => linear[at % 16]?.[Math.floor(at / 16)] ?? NaN,
    ),
  });
  expect(dict['head_p.3.bias']?.shape).toEqual([3]);
});

test('read asynchronously, tensors are the same, and nothing is left behind', async () => {
  const encoder = trainedEncoder(1);
  const before = tf.memory().numTensors;
  expect(await stateDictAsync(encoder)).toEqual(stateDict(encoder));
  expect(Object.keys(await stateDictAsync(encoder, { heads: false }))).toEqual(
    Object.keys(stateDict(encoder, { heads: false })),
  );
  expect(tf.memory().numTensors).toBe(before);
});

test('the stored tensors are copies', () => {
  const encoder = trainedEncoder(1);
  const dict = stateDict(encoder);
  dict['bn1.weight']?.data.fill(7);
  expect([...(encoder.parameters['bn1.weight']?.dataSync() ?? [])]).toEqual([1, 1]);
  encoder.parameters['bn1.bias']?.assign(tf.tensor1d([8, 8]));
  expect(dict['bn1.bias']?.data).toEqual(Float32Array.of(0, 0));
});

test('an encoder survives a safetensors file bit for bit', () => {
  const [source, target] = [trainedEncoder(1), trainedEncoder(2)];
  const dict = stateDict(source);
  expect(stateDict(target)).not.toEqual(dict);
  const variables = { ...target.parameters, ...target.statistics };
  const before = tf.memory().numTensors;
  loadStateDict(target, decodeSafetensors(encodeSafetensors(dict)).tensors);
  expect(tf.memory().numTensors).toBe(before);
  expect(stateDict(target)).toEqual(dict);
  // Also in the encoder's own layout, and in the same variables.
  for (const [name, variable] of Object.entries({ ...source.parameters, ...source.statistics })) {
    expect(variables[name]?.dataSync()).toEqual(variable.dataSync());
  }
});

test('a state dict leaks no tensor, and loading does not take over the data', () => {
  const encoder = trainedEncoder(1);
  const before = tf.memory().numTensors;
  const dict = stateDict(encoder);
  expect(tf.memory().numTensors).toBe(before);
  loadStateDict(encoder, dict);
  dict['bn1.weight']?.data.fill(7);
  expect([...(encoder.parameters['bn1.weight']?.dataSync() ?? [])]).toEqual([1, 1]);
});

describe('tensors that do not fit are named, and nothing is changed', () => {
  const full = () => stateDict(trainedEncoder(2));
  const faults: Record<string, [dict: () => StateDict, message: string]> = {
    'a missing tensor': [
      () => without(full(), 'layer4.1.bn2.running_var'),
      'loadStateDict: layer4.1.bn2.running_var is missing',
    ],
    'a tensor too many': [
      () => ({ ...full(), 'fc.weight': { shape: [1], data: Float32Array.of(1) } }),
      'loadStateDict: fc.weight is unexpected',
    ],
    'a name that every object has': [
      () => ({ ...full(), toString: { shape: [1], data: Float32Array.of(1) } }),
      'loadStateDict: toString is unexpected',
    ],
    'TensorFlow’s layout': [
      () => ({ ...full(), 'conv1.weight': { shape: [3, 3, 3, 2], data: new Float32Array(54) } }),
      'loadStateDict: conv1.weight must be [2, 3, 3, 3], got [3, 3, 3, 2]',
    ],
    'fewer values than the shape says': [
      () => ({ ...full(), 'head_n.3.bias': { shape: [3], data: new Float32Array(2) } }),
      'loadStateDict: head_n.3.bias must have 3 values, got 2',
    ],
    'everything at once': [
      () => ({
        ...without(full(), 'bn1.weight'),
        'head_p.3.bias': { shape: [1, 3], data: new Float32Array(3) },
        extra: { shape: [], data: new Float32Array(1) },
      }),
      'loadStateDict: bn1.weight is missing; extra is unexpected; head_p.3.bias must be [3], got [1, 3]',
    ],
    'an empty dict': [
      () => ({}),
      'loadStateDict: conv1.weight is missing; bn1.weight is missing; bn1.bias is missing; ' +
        'bn1.running_mean is missing; bn1.running_var is missing; and 109 more',
    ],
    'another depth': [
      () => stateDict(createEncoder({ ...tiny, depth: 34 }, randomFrom(1))),
      'loadStateDict: layer1.2.conv1.weight is unexpected; layer1.2.bn1.weight is unexpected; ' +
        'layer1.2.bn1.bias is unexpected; layer1.2.bn1.running_mean is unexpected; ' +
        'layer1.2.bn1.running_var is unexpected; and 75 more',
    ],
  };

  test.each(Object.entries(faults))('%s', (_, [dict, message]) => {
    const encoder = trainedEncoder(1);
    const before = stateDict(encoder);
    const given = dict();
    const tensors = tf.memory().numTensors;
    const load = () => {
      loadStateDict(encoder, given);
    };
    expect(load).toThrow(new Error(message));
    expect(tf.memory().numTensors).toBe(tensors);
    expect(stateDict(encoder)).toEqual(before);
  });
});
