import * as tf from '@tensorflow/tfjs-core';
import { fill } from '@jssl/testing';
import fc from 'fast-check';

import { KeyQueue } from './key-queue.js';

/** Uniform numbers in [0, 1) that are the same in every run. */
function uniform(name: string, count: number): () => number {
  const values = fill('queue', name, [count], 0.5, 0.5);
  let at = 0;
  return () => values[at++] ?? NaN;
}

const queueOf = (length: number, dimension: number) =>
  new KeyQueue(length, dimension, uniform('rows', 2 * length * dimension));

/** The keys, oldest first. */
function rows({ keys, position: { pointer } }: KeyQueue): number[][] {
  const ring = keys.arraySync();
  return [...ring.slice(pointer), ...ring.slice(0, pointer)];
}

const fresh = { pointer: 0, realKeys: 0 };

describe('a new queue', () => {
  test('its first row by hand', () => {
    // Box and Muller: √(−2 ln e⁻²) cos 0 = 2, √(−2 ln e⁻²) cos π = −2; divided by √8.
    const draws = [Math.exp(-2), 0, Math.exp(-2), 0.5];
    const queue = new KeyQueue(1, 2, () => draws.shift() ?? NaN);
    const [[first = NaN, second = NaN] = []] = rows(queue);
    expect(first).toBeCloseTo(Math.SQRT1_2, 7);
    expect(second).toBeCloseTo(-Math.SQRT1_2, 7);
  });

  test('it holds M unit rows, none of them real', () => {
    const queue = queueOf(64, 16);
    expect(queue.keys.shape).toEqual([64, 16]);
    expect([queue.length, queue.dimension, queue.realKeys]).toEqual([64, 16, 0]);
    // A norm of 16 numbers, each rounded to float32.
    for (const row of rows(queue)) expect(Math.abs(Math.hypot(...row) - 1)).toBeLessThan(1e-6);
  });

  test('its rows look in every direction alike', () => {
    const [count, dimension] = [4000, 4];
    const values = rows(queueOf(count, dimension));
    for (let axis = 0; axis < dimension; axis++) {
      const column = values.map((row) => row[axis] ?? NaN);
      const mean = column.reduce((sum, value) => sum + value, 0) / count;
      const square = column.reduce((sum, value) => sum + value ** 2, 0) / count;
      // On the sphere each axis has mean 0 and variance 1/4; these are four standard errors.
      expect(Math.abs(mean)).toBeLessThan((4 * 0.5) / Math.sqrt(count));
      expect(Math.abs(square - 1 / dimension)).toBeLessThan((4 * 0.25) / Math.sqrt(count));
    }
  });

  test('the generator alone decides the rows, and 0 from it makes no NaN', () => {
    expect(rows(queueOf(3, 5))).toEqual(rows(queueOf(3, 5)));
    expect(rows(new KeyQueue(2, 1, () => 0))).toEqual([[1], [1]]);
  });
});

describe('enqueue', () => {
  test('the oldest rows leave, new ones take their places', () => {
    const queue = KeyQueue.restore(tf.tensor2d([[1], [2], [3]]), fresh);
    queue.enqueue(tf.tensor2d([[4], [5]]));
    expect(rows(queue)).toEqual([[3], [4], [5]]);
    expect(queue.keys.arraySync()).toEqual([[4], [5], [3]]);
    queue.enqueue(tf.tensor2d([[6]]));
    expect(rows(queue)).toEqual([[4], [5], [6]]);
    queue.enqueue(tf.tensor2d([[7], [8], [9]]));
    expect(rows(queue)).toEqual([[7], [8], [9]]);
  });

  test('it behaves as an array that is cut to its last M rows, for any batch sizes', () => {
    const lengths = fc.integer({ min: 1, max: 9 });
    const runs = lengths.chain((length) =>
      fc.tuple(
        fc.constant(length),
        fc.array(fc.integer({ min: 1, max: length }), { maxLength: 8 }),
      ),
    );
    fc.assert(
      fc.property(runs, ([length, batches]) => {
        const queue = queueOf(length, 2);
        let model = rows(queue);
        let [count, enqueued] = [0, 0];
        for (const size of batches) {
          const batch = Array.from({ length: size }, () => [count++, -count]);
          queue.enqueue(tf.tensor2d(batch));
          model = [...model, ...batch].slice(-length);
          enqueued += size;
          expect(rows(queue)).toEqual(model);
          expect(queue.realKeys).toBe(Math.min(length, enqueued));
        }
        queue.dispose();
      }),
    );
  });

  test('the queue outlives a tidy around it, and the keys given stay the caller’s', () => {
    const queue = queueOf(4, 3);
    const keys = tf.ones<tf.Rank.R2>([4, 3]);
    tf.tidy(() => {
      queue.enqueue(keys);
    });
    expect(keys.isDisposed).toBe(false);
    keys.dispose();
    expect(queue.keys.dataSync()).toEqual(new Float32Array(12).fill(1));
  });

  test('a queue is one tensor, however often keys come, and none once disposed', () => {
    const keys = tf.ones<tf.Rank.R2>([3, 3]);
    const before = tf.memory().numTensors;
    const queue = queueOf(5, 3);
    for (let step = 0; step < 4; step++) queue.enqueue(keys);
    expect(tf.memory().numTensors - before).toBe(1);
    queue.dispose();
    queue.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('restore', () => {
  test('a saved queue goes on as the one that was saved', () => {
    const [queue, batch] = [
      queueOf(5, 2),
      tf.tensor2d([
        [1, 0],
        [0, 1],
      ]),
    ];
    queue.enqueue(batch);
    const restored = KeyQueue.restore(queue.keys, queue.position);
    for (const one of [queue, restored]) one.enqueue(batch);
    expect(restored.keys.arraySync()).toEqual(queue.keys.arraySync());
    expect(restored.position).toEqual({ pointer: 4, realKeys: 4 });
  });

  test('the saved tensor stays the caller’s', () => {
    const saved = tf.tensor2d([[1, 0]]);
    const before = tf.memory().numTensors;
    const restored = KeyQueue.restore(saved, { pointer: 0, realKeys: 1 });
    tf.tidy(() => {
      restored.enqueue(tf.tensor2d([[0, 1]]));
    });
    restored.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(saved.arraySync()).toEqual([[1, 0]]);
  });
});

describe('errors', () => {
  test.each([0, -1, 1.5, NaN, Infinity])('a length or dimension of %p', (size) => {
    expect(() => new KeyQueue(size, 4, () => 0.5)).toThrow(
      new RangeError(`KeyQueue: length must be an integer of at least 1, got ${size}`),
    );
    expect(() => new KeyQueue(4, size, () => 0.5)).toThrow(
      new RangeError(`KeyQueue: dimension must be an integer of at least 1, got ${size}`),
    );
  });

  test('more keys than the queue holds', () => {
    expect(() => {
      queueOf(4, 2).enqueue(tf.zeros([5, 2]));
    }).toThrow(
      new RangeError(
        'KeyQueue.enqueue: keys must have at most M = 4 rows, got 5; make the queue longer or the batch smaller',
      ),
    );
  });

  test('keys of another D', () => {
    expect(() => {
      queueOf(4, 2).enqueue(tf.zeros([3, 3]));
    }).toThrow(
      new RangeError('KeyQueue.enqueue: keys must be [N, D] with D = 2 like the queue, got [3, 3]'),
    );
  });

  test('keys that are no float32 matrix', () => {
    expect(() => {
      queueOf(4, 2).enqueue(tf.zeros([2]) as unknown as tf.Tensor2D);
    }).toThrow(
      new TypeError('KeyQueue.enqueue: keys must be a float32 matrix [N, D], got float32 [2]'),
    );
    expect(() => {
      queueOf(4, 2).enqueue(tf.zeros([3, 2], 'int32'));
    }).toThrow(
      new TypeError('KeyQueue.enqueue: keys must be a float32 matrix [N, D], got int32 [3, 2]'),
    );
  });

  test('no keys', () => {
    expect(() => {
      queueOf(4, 2).enqueue(tf.zeros([0, 2]));
    }).toThrow(new RangeError('KeyQueue.enqueue: keys must not be empty, got [0, 2]'));
  });

  test('a saved queue that is none', () => {
    expect(() => KeyQueue.restore(tf.zeros([0, 2]), fresh)).toThrow(
      new RangeError('KeyQueue.restore: keys must not be empty, got [0, 2]'),
    );
    expect(() => KeyQueue.restore(tf.zeros([2]) as unknown as tf.Tensor2D, fresh)).toThrow(
      new TypeError('KeyQueue.restore: keys must be a float32 matrix [M, D], got float32 [2]'),
    );
  });

  test.each([-1, 0.5, 4, NaN])('%p real keys in a queue of 3', (realKeys) => {
    expect(() => KeyQueue.restore(tf.zeros([3, 2]), { pointer: 0, realKeys })).toThrow(
      new RangeError(
        `KeyQueue.restore: realKeys must be an integer from 0 to M = 3, got ${realKeys}`,
      ),
    );
  });

  test.each([-1, 0.5, 3, NaN])('pointer %p in a queue of 3', (pointer) => {
    expect(() => KeyQueue.restore(tf.zeros([3, 2]), { pointer, realKeys: 0 })).toThrow(
      new RangeError(
        `KeyQueue.restore: pointer must be an integer from 0 to M - 1 = 2, got ${pointer}`,
      ),
    );
  });

  test('a refused batch leaves the queue as it was', () => {
    const queue = queueOf(4, 2);
    const before = rows(queue);
    expect(() => {
      queue.enqueue(tf.zeros([5, 2]));
    }).toThrow();
    expect(rows(queue)).toEqual(before);
    expect(queue.realKeys).toBe(0);
  });
});
