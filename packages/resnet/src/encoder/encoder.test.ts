import * as tf from '@tensorflow/tfjs-core';

import { randomFrom, tiny } from '../fixtures/tiny-encoder.js';
import {
  cloneEncoder,
  countParameters,
  createEncoder,
  encode,
  stateDict,
  updateMovingStatistics,
  type Encoder,
} from '../index.js';

const variablesOf = ({ parameters, statistics }: Encoder) => ({ ...parameters, ...statistics });

/** Gives every variable a new value. */
function change(encoder: Encoder): void {
  for (const variable of Object.values(variablesOf(encoder))) variable.assign(tf.add(variable, 1));
}

test('only the generator determines the initial values', () => {
  const values = (seed: number) => stateDict(createEncoder(tiny, randomFrom(seed)));
  expect(values(1)).toEqual(values(1));
  const [first, second] = [values(1), values(2)];
  for (const [name, { shape, data }] of Object.entries(first)) {
    if (shape.length > 1) expect(second[name]?.data).not.toEqual(data);
  }
});

test('the heads have different initial values', () => {
  const { 'head_p.0.weight': p, 'head_n.0.weight': n } = stateDict(
    createEncoder(tiny, randomFrom(1)),
  );
  expect(p?.shape).toEqual(n?.shape);
  expect(p?.data).not.toEqual(n?.data);
});

test.each([
  [
    'createEncoder',
    (trainable?: boolean) => createEncoder(tiny, randomFrom(1), optionsOf(trainable)),
  ],
  [
    'cloneEncoder',
    (trainable?: boolean) => cloneEncoder(createEncoder(tiny, randomFrom(1)), optionsOf(trainable)),
  ],
])('%s: parameters are trainable unless said otherwise, statistics never', (_, make) => {
  const trainable = (variables: Encoder['parameters']) =>
    new Set(Object.values(variables).map((variable) => variable.trainable));
  for (const asked of [undefined, true, false]) {
    const { parameters, statistics } = make(asked);
    expect(trainable(parameters)).toEqual(new Set([asked ?? true]));
    expect(trainable(statistics)).toEqual(new Set([false]));
  }
});

function optionsOf(trainable: boolean | undefined) {
  return trainable === undefined ? {} : { trainable };
}

test('a clone has the same values and gives the same outputs', () => {
  const original = createEncoder(tiny, randomFrom(1));
  change(original);
  const clone = cloneEncoder(original);
  expect(clone.config).toEqual(tiny);
  expect(Object.keys(clone.parameters)).toEqual(Object.keys(original.parameters));
  expect(Object.keys(clone.statistics)).toEqual(Object.keys(original.statistics));
  expect(stateDict(clone)).toEqual(stateDict(original));
  const images = tf.tensor4d(Float32Array.from({ length: 384 }, randomFrom(2)), [2, 8, 8, 3]);
  const features = [original, clone].map((encoder) =>
    encode(encoder, images, { training: false }).p.dataSync(),
  );
  expect(features[1]).toEqual(features[0]);
});

test('changing the original does not change its clone, and vice versa', () => {
  const original = createEncoder(tiny, randomFrom(1));
  const clone = cloneEncoder(original);
  const first = stateDict(original);
  change(original);
  const changed = stateDict(original);
  expect(changed).not.toEqual(first);
  expect(stateDict(clone)).toEqual(first);
  change(clone);
  change(clone);
  expect(stateDict(original)).toEqual(changed);
  original.dispose();
  expect(Object.values(stateDict(clone))).toHaveLength(114);
});

test('updating running statistics does not change those of a clone, and vice versa', () => {
  for (const side of ['original', 'clone'] as const) {
    const original = createEncoder(tiny, randomFrom(1));
    const { batchStatistics } = encode(original, tf.ones([2, 8, 8, 3]), { training: true });
    // A backend may update in place the result of an earlier update, so there is one.
    updateMovingStatistics(original, batchStatistics);
    const encoders = { original, clone: cloneEncoder(original) };
    const first = stateDict(original);
    updateMovingStatistics(encoders[side], batchStatistics);
    expect(stateDict(encoders[side])).not.toEqual(first);
    expect(stateDict(encoders[side === 'clone' ? 'original' : 'clone'])).toEqual(first);
  }
});

test('an encoder holds one tensor per name, and disposing frees them all', () => {
  const before = tf.memory();
  const encoder = createEncoder(tiny, randomFrom(1));
  const names = Object.keys(variablesOf(encoder));
  // 20 convolutions with batch norms of four tensors; two heads of seven.
  expect(names).toHaveLength(20 * 5 + 2 * 7);
  expect(tf.memory().numTensors - before.numTensors).toBe(names.length);
  const clone = cloneEncoder(encoder);
  expect(tf.memory().numTensors - before.numTensors).toBe(2 * names.length);
  encoder.dispose();
  clone.dispose();
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  expect(Object.values(variablesOf(clone)).every((variable) => variable.isDisposed)).toBe(true);
});

test('many encoders can exist at once', () => {
  const encoders = [1, 2, 3].map((seed) => createEncoder(tiny, randomFrom(seed)));
  const names = encoders.flatMap((encoder) =>
    Object.values(variablesOf(encoder)).map(({ name }) => name),
  );
  expect(new Set(names).size).toBe(3 * 114);
});

test('parameters are counted without running statistics, with and without the heads', () => {
  // By hand: stem 3·3·3·2, batch norms 2·C each.
  const stage = (from: number, to: number, projected: boolean) =>
    9 * (from * to + 3 * to * to) + 4 * 2 * to + (projected ? from * to + 2 * to : 0);
  const backbone =
    54 + 4 + stage(2, 2, false) + stage(2, 4, true) + stage(4, 8, true) + stage(8, 16, true);
  const head = 16 * 4 + 2 * 4 + 4 * 3 + 3;
  expect(countParameters(createEncoder(tiny, randomFrom(1)))).toEqual({
    backbone,
    total: backbone + 2 * head,
  });
});
