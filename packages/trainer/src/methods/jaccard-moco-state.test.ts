import { keyedRandom } from '@jssl/augment';
import { createEncoder, defaultEncoderConfig } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { defaultTrainConfig } from '../train-config.js';
import { createJaccardMoco } from './jaccard-moco.js';
import { MethodStateError, type MethodState } from './method-state.js';
import type { Method } from './method.js';

const tiny = {
  ...defaultEncoderConfig,
  depth: 18,
  width: 2,
  headWidth: 4,
  embeddingSize: 4,
} as const;
const config = {
  ...defaultTrainConfig,
  m: 10,
  featureDim: 4,
  batchSize: 4,
  precision: 'f32',
} as const;

const createMethod = (seed: number, m: number = config.m): Method =>
  createJaccardMoco(
    createEncoder(tiny, keyedRandom(seed, 1)),
    { ...config, m },
    keyedRandom(seed, 2),
  );

function step(method: Method, number: number): number[] {
  return tf.tidy(() => {
    const random = keyedRandom(9, number);
    const view = () =>
      tf.tensor4d(Float32Array.from({ length: 4 * 8 * 8 * 3 }, random), [4, 8, 8, 3]);
    const { loss, jaccard, p, n } = method.step([view(), view()], keyedRandom(8, number));
    return [loss, jaccard, p, n];
  });
}

function fault(method: Method, state: MethodState): string {
  try {
    method.restore(state);
  } catch (error) {
    expect(error).toBeInstanceOf(MethodStateError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

test('a method that is given a saved state goes on to the same numbers, to the bit', () => {
  const method = createMethod(1);
  for (const number of [1, 2, 3]) step(method, number);
  const saved = method.save();
  const other = createMethod(2);
  other.restore(saved);
  // Three batches of four have gone round a ring of ten.
  expect(saved.numbers).toEqual({ pointer: 2, realKeys: 10, adamSteps: 3 });
  for (const number of [4, 5]) expect(step(other, number)).toEqual(step(method, number));
  expect(other.save()).toEqual(method.save());
});

test('what was saved does not change with the method', () => {
  const method = createMethod(1);
  const saved = method.save();
  const before = [...(saved.tensors['query/conv1.weight']?.data ?? [])];
  step(method, 1);
  expect([...(saved.tensors['query/conv1.weight']?.data ?? [])]).toEqual(before);
});

test('saving and restoring leave no tensor behind', () => {
  const method = createMethod(1);
  step(method, 1);
  const before = tf.memory().numTensors;
  method.restore(method.save());
  expect(tf.memory().numTensors).toBe(before);
  method.dispose();
});

test('a state of another run is refused, and nothing has changed then', () => {
  const method = createMethod(1);
  const before = method.save();
  const { tensors, numbers } = createMethod(2).save();
  const { 'key/bn1.weight': left, ...rest } = tensors;
  expect(left?.shape).toEqual([2]);
  expect(fault(method, { tensors: rest, numbers })).toBe('key/bn1.weight is missing');
  expect(fault(method, { tensors: { ...tensors, 'query/fc': left as never }, numbers })).toBe(
    'query/fc is unexpected',
  );
  const wrong = { ...tensors, 'query/bn1.weight': { shape: [3], data: new Float32Array(3) } };
  expect(fault(method, { tensors: wrong, numbers })).toBe('query/bn1.weight must be [2], got [3]');
  expect(fault(method, createMethod(2, 12).save())).toBe('queue/p must be [10, 4], got [12, 4]');
  expect(fault(method, { tensors, numbers: { ...numbers, adamSteps: -1 } })).toBe(
    'adamSteps must be a whole number, got -1',
  );
  expect(method.save()).toEqual(before);
});
