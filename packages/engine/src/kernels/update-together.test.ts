import * as tf from '@tensorflow/tfjs';

import { opsOf } from '../fixtures/ops-of.js';
import type { TensorFlowBackend } from './tensorflow-backend.js';
import { updateTogether } from './update-together.js';

/** TensorFlow's; WebAssembly has an `updateTogether` of its own. */
const isOffered = () =>
  tf.getBackend() === 'tensorflow' &&
  (tf.getKernel('JsslUpdateTogether', 'tensorflow') as unknown) !== undefined;

/** Moves values to half of their distance from their targets; returns what is to be put in their places. */
const halve = (tensors: tf.Tensor[], sources: tf.Tensor[]) =>
  updateTogether({
    inputs: { tensors, sources },
    attrs: { rule: 'towards', numbers: [0.5] },
    backend: tf.backend(),
  });

test('a tensor that nothing shares is changed in place, without calls for each', () => {
  if (!isOffered()) return;
  const tensors = [tf.fill([5], 8), tf.fill([2, 2], 8), tf.fill([], 8)];
  const sources = tensors.map((tensor) => tf.zerosLike(tensor));
  const backend = tf.backend() as unknown as TensorFlowBackend;
  backend.getInputTensorIds([...tensors, ...sources]);
  const ops = opsOf(() => {
    expect(halve(tensors, sources)).toEqual([undefined, undefined, undefined]);
  });
  expect(tensors.flatMap((tensor) => [...tensor.dataSync()])).toEqual(new Array(10).fill(4));
  expect(ops).toEqual(['JsslTakeV1', 'JsslTowardsV1']);
});

test('clones keep their values: the results come as new tensors', () => {
  if (!isOffered()) return;
  const tensor = tf.fill([3], 8);
  const clone = tf.clone(tensor);
  const results = halve([tensor], [tf.zeros([3])]);
  expect([...(results?.[0]?.dataSync() ?? [])]).toEqual([4, 4, 4]);
  expect([...tensor.dataSync(), ...clone.dataSync()]).toEqual([8, 8, 8, 8, 8, 8]);
});

test('an op that fails leaves every tensor as it was, and no handle', () => {
  if (!isOffered()) return;
  const backend = tf.backend() as unknown as TensorFlowBackend;
  const [own, shared, target, wrong] = [tf.ones([2]), tf.ones([2]), tf.zeros([2]), tf.zeros([3])];
  const clone = tf.clone(shared);
  tf.dispose(halve([own, shared], [target, tf.zeros([2])])?.filter((tensor) => tensor));
  backend.getInputTensorIds([wrong]);
  const before = backend.binding.getNumOfTensors();
  expect(() => halve([own, shared], [target, wrong])).toThrow('must have one shape');
  expect(() => halve([own, shared], [target])).toThrow('one for each value');
  expect(backend.binding.getNumOfTensors()).toBe(before);
  expect([...own.dataSync(), ...shared.dataSync(), ...clone.dataSync()]).toEqual([
    0.5, 0.5, 1, 1, 1, 1,
  ]);
});

test('a tensor that is given twice is refused', () => {
  const [one, other] = [tf.scalar(1), tf.scalar(2)];
  expect(halve([one, one], [other, tf.scalar(3)])).toBeUndefined();
  expect(halve([one], [one])).toBeUndefined();
  expect(halve([], [])).toEqual([]);
});
