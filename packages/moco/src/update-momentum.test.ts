import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import { updateMomentum } from './update-momentum.js';

const variable = (values: number[]) => tf.variable(tf.tensor1d(values), false);

test('one update by hand: 0.75 · [1, -2] + 0.25 · [5, 2] = [2, -1]', () => {
  const [key, query] = [variable([1, -2]), variable([5, 2])];
  updateMomentum({ weight: key }, { weight: query }, 0.75);
  expect([...key.dataSync()]).toEqual([2, -1]);
  expect([...query.dataSync()]).toEqual([5, 2]);
});

test('momentum 0 copies the query encoder', () => {
  const [key, query] = [variable([1, -2]), variable([5, 2])];
  updateMomentum({ weight: key }, { weight: query }, 0);
  expect([...key.dataSync()]).toEqual([5, 2]);
});

test('names decide which variables belong together, not their order', () => {
  const [a, b] = [variable([0]), variable([0])];
  updateMomentum({ a, b }, { b: variable([2]), a: variable([1]) }, 0);
  expect([...a.dataSync(), ...b.dataSync()]).toEqual([1, 2]);
});

test('t updates towards a resting query leave mᵗ of the distance', () => {
  const numbers = fc.float({ min: -10, max: 10, noNaN: true });
  const momenta = fc.double({ min: 0, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(numbers, numbers, momenta, (start, target, momentum) => {
      const [key, query] = [variable([start]), variable([target])];
      for (let step = 0; step < 5; step++) updateMomentum({ key }, { key: query }, momentum);
      const expected = target + momentum ** 5 * (start - target);
      // Five roundings of float32 at values of at most 10.
      expect(Math.abs((key.dataSync()[0] ?? NaN) - expected)).toBeLessThan(1e-5);
      tf.dispose([key, query]);
    }),
  );
});

test('no tensor is left, inside or outside a tidy', () => {
  const [key, query] = [variable([1, 2]), variable([3, 4])];
  const before = tf.memory().numTensors;
  updateMomentum({ key }, { key: query }, 0.9);
  tf.tidy(() => {
    updateMomentum({ key }, { key: query }, 0.9);
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(key.isDisposed).toBe(false);
});

test('what shares the values of a variable keeps them', () => {
  const [key, query] = [variable([8, 8]), variable([0, 0])];
  updateMomentum({ key }, { key: query }, 0.5);
  const shared = [tf.reshape(key, [2, 1]), tf.clone(key), tf.slice(key, [0], [1])];
  updateMomentum({ key }, { key: query }, 0.5);
  updateMomentum({ key }, { key: query }, 0.5);
  expect([...key.dataSync(), ...query.dataSync()]).toEqual([1, 1, 0, 0]);
  for (const tensor of shared) expect(tensor.dataSync()[0]).toBe(4);
});

describe('errors', () => {
  test.each([-0.1, 1, 1.5, NaN, Infinity])('momentum %p', (momentum) => {
    expect(() => {
      updateMomentum({}, {}, momentum);
    }).toThrow(new RangeError(`updateMomentum: momentum must be in [0, 1), got ${momentum}`));
  });

  test('a variable that only the query encoder has', () => {
    expect(() => {
      updateMomentum({}, { bias: variable([1]) }, 0.9);
    }).toThrow(
      new RangeError(
        'updateMomentum: keyVariables must have the names of queryVariables, got no bias',
      ),
    );
  });

  test('a variable that only the key encoder has', () => {
    expect(() => {
      updateMomentum({ toString: variable([1]) }, {}, 0.9);
    }).toThrow(
      new RangeError(
        'updateMomentum: queryVariables must have the names of keyVariables, got no toString',
      ),
    );
  });

  test('another shape, and nothing has changed', () => {
    const first = variable([1]);
    expect(() => {
      updateMomentum(
        { first, weight: variable([1, 2]) },
        { first: variable([5]), weight: variable([1, 2, 3]) },
        0.9,
      );
    }).toThrow(
      new RangeError(
        'updateMomentum: weight must have one shape in both records, got [2] in keyVariables and [3] in queryVariables',
      ),
    );
    expect([...first.dataSync()]).toEqual([1]);
  });
});
