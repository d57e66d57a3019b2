import * as tf from '@tensorflow/tfjs-core';

import type { Random } from './permutation.js';
import { randomUnitRows } from './random-unit-rows.js';

/**
 * The queue of earlier keys that a query is compared with as negatives: M rows, first in, first out
 * (arXiv 1911.05722, Section 3.2). It begins as random unit vectors.
 *
 * ```ts
 * const queue = new KeyQueue(4096, 128, random);
 * queue.enqueue(keys); // [N, D]
 * queue.dispose();
 * ```
 */
export class KeyQueue {
  #keys: tf.Tensor2D;
  #realKeys = 0;

  /**
   * @param length M, how many keys it holds, at least 1.
   * @param dimension D, numbers of a key, at least 1.
   * @param random uniform numbers in [0, 1), from which alone the first rows come.
   * @throws RangeError when a size is no integer of at least 1.
   */
  constructor(length: number, dimension: number, random: Random) {
    for (const [name, size] of Object.entries({ length, dimension })) {
      if (!Number.isInteger(size) || size < 1) {
        throw new RangeError(`KeyQueue: ${name} must be an integer of at least 1, got ${size}`);
      }
    }
    const rows = randomUnitRows(length, dimension, random);
    this.#keys = tf.keep(tf.tensor2d(rows, [length, dimension]));
  }

  /**
   * A queue as it was saved.
   * @param keys [M, D], the saved {@link KeyQueue.keys}, oldest first; borrowed.
   * @param realKeys the saved {@link KeyQueue.realKeys}, from 0 to M.
   * @throws TypeError when `keys` is no float32 matrix, RangeError when it is empty or `realKeys` is
   * out of range.
   */
  static restore(keys: tf.Tensor2D, realKeys: number): KeyQueue {
    checkMatrix('KeyQueue.restore', 'keys', keys, '[M, D]');
    const [length, dimension] = keys.shape;
    if (!Number.isInteger(realKeys) || realKeys < 0 || realKeys > length) {
      throw new RangeError(
        `KeyQueue.restore: realKeys must be an integer from 0 to M = ${length}, got ${realKeys}`,
      );
    }
    const queue = new KeyQueue(length, dimension, () => 0.5);
    queue.#replace(tf.clone(keys));
    queue.#realKeys = realKeys;
    return queue;
  }

  /** The keys [M, D], oldest first. Borrowed: the queue disposes them at the next `enqueue`. */
  get keys(): tf.Tensor2D {
    return this.#keys;
  }

  /** M, how many keys the queue holds. */
  get length(): number {
    return this.#keys.shape[0];
  }

  /** D, numbers of a key. */
  get dimension(): number {
    return this.#keys.shape[1];
  }

  /** How many rows, the last ones, were enqueued; the others are random still. From 0 to M. */
  get realKeys(): number {
    return this.#realKeys;
  }

  /**
   * Drops the oldest N keys and appends a batch of new ones. N need not divide M.
   * @param keys [N, D], unit rows, N at most M; borrowed.
   * @throws TypeError when `keys` is no float32 matrix, RangeError when it is not [N, D] or N > M.
   */
  enqueue(keys: tf.Tensor2D): void {
    checkMatrix('KeyQueue.enqueue', 'keys', keys, '[N, D]');
    const { length, dimension } = this;
    const [rows, columns] = keys.shape;
    if (columns !== dimension) {
      throw new RangeError(
        `KeyQueue.enqueue: keys must be [N, D] with D = ${dimension} like the queue, got [${rows}, ${columns}]`,
      );
    }
    if (rows > length) {
      throw new RangeError(
        `KeyQueue.enqueue: keys must have at most M = ${length} rows, got ${rows}; make the queue longer or the batch smaller`,
      );
    }
    this.#replace(
      tf.tidy(() => {
        const newest = tf.slice2d(this.#keys, [rows, 0], [length - rows, dimension]);
        return tf.concat2d([newest, keys], 0);
      }),
    );
    this.#realKeys = Math.min(length, this.#realKeys + rows);
  }

  /** Frees the keys; the queue is of no use afterwards. */
  dispose(): void {
    this.#keys.dispose();
  }

  /** Takes over `keys`, past the end of any `tf.tidy` around. */
  #replace(keys: tf.Tensor2D): void {
    this.#keys.dispose();
    this.#keys = tf.keep(keys);
  }
}

function checkMatrix(caller: string, name: string, tensor: tf.Tensor, legend: string): void {
  const shape = `[${tensor.shape.join(', ')}]`;
  if (tensor.rank !== 2 || tensor.dtype !== 'float32') {
    throw new TypeError(
      `${caller}: ${name} must be a float32 matrix ${legend}, got ${tensor.dtype} ${shape}`,
    );
  }
  if (tensor.size === 0) {
    throw new RangeError(`${caller}: ${name} must not be empty, got ${shape}`);
  }
}
