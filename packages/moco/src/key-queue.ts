import * as tf from '@tensorflow/tfjs-core';

import type { Random } from './permutation.js';
import { randomUnitRows } from './random-unit-rows.js';

/**
 * An optional kernel of a backend. Inputs are `matrix` [M, D] and `rows` [N, D], the attribute is `start`;
 * the output is the matrix with its rows from `start` on overwritten by `rows`, and reuses the matrix's
 * memory.
 */
const WRITE_ROWS = 'JsslWriteRows';

/** The state of a queue besides its keys. */
export interface QueuePosition {
  /** The index of the oldest key, which the next one replaces: from 0 to M − 1. */
  readonly pointer: number;
  /** Number of enqueued rows, from 0 to M; the others are still random. */
  readonly realKeys: number;
}

/**
 * The queue of earlier keys, the negatives of a query: M rows, first in, first out (arXiv 1911.05722,
 * Section 3.2), at first random unit vectors. It is a ring: new keys replace the oldest, and no other row
 * moves.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { KeyQueue } from '@jssl/moco';
 *
 * let seed = 1; // any uniform numbers in [0, 1) will do, here a Lehmer generator
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 *
 * const queue = new KeyQueue(3, 2, random); // M = 3 keys of D = 2 numbers
 * queue.enqueue(
 *   tf.tensor2d([
 *     [1, 0],
 *     [0, 1],
 *   ]),
 * );
 * console.log(queue.realKeys, queue.position.pointer); // 2 2
 *
 * // The second of these replaces the oldest.
 * queue.enqueue(
 *   tf.tensor2d([
 *     [-1, 0],
 *     [0, -1],
 *   ]),
 * );
 * console.log(queue.keys.arraySync()); // [ [ 0, -1 ], [ 0, 1 ], [ -1, 0 ] ]
 * queue.dispose();
 * ```
 */
export class KeyQueue {
  #keys: tf.Tensor2D;
  #pointer = 0;
  #realKeys = 0;

  /**
   * @param length M, the number of keys, at least 1: the setting `m` of a training run.
   * @param dimension D, the size of a key, at least 1: the setting `featureDim`.
   * @param random uniform numbers in [0, 1) for the initial rows.
   * @throws RangeError when a size is not an integer of at least 1.
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
   * Restores a saved queue.
   * @param keys [M, D], the saved {@link KeyQueue.keys}; not disposed.
   * @param position the saved {@link KeyQueue.position}.
   * @throws TypeError when `keys` is not a float32 matrix, RangeError when it is empty or `position` is
   * out of range.
   */
  static restore(keys: tf.Tensor2D, { pointer, realKeys }: QueuePosition): KeyQueue {
    checkMatrix('KeyQueue.restore', 'keys', keys, '[M, D]');
    const [length, dimension] = keys.shape;
    for (const [name, value, largest, legend] of [
      ['pointer', pointer, length - 1, 'M - 1'],
      ['realKeys', realKeys, length, 'M'],
    ] as const) {
      if (!Number.isInteger(value) || value < 0 || value > largest) {
        throw new RangeError(
          `KeyQueue.restore: ${name} must be an integer from 0 to ${legend} = ${largest}, got ${value}`,
        );
      }
    }
    const queue = new KeyQueue(length, dimension, () => 0.5);
    queue.#replace(tf.clone(keys));
    queue.#pointer = pointer;
    queue.#realKeys = realKeys;
    return queue;
  }

  /**
   * The keys [M, D], in the order of the ring; losses don't depend on the order. Do not dispose them; the
   * next `enqueue` does.
   */
  get keys(): tf.Tensor2D {
    return this.#keys;
  }

  /** The state of the queue. Save it together with the keys. */
  get position(): QueuePosition {
    return { pointer: this.#pointer, realKeys: this.#realKeys };
  }

  /** M, the number of keys. */
  get length(): number {
    return this.#keys.shape[0];
  }

  /** D, the size of a key. */
  get dimension(): number {
    return this.#keys.shape[1];
  }

  /** Number of enqueued rows, from 0 to M; the others are still random. */
  get realKeys(): number {
    return this.#realKeys;
  }

  /**
   * Replaces the oldest N keys. N need not divide M.
   * @param keys [N, D], unit rows, N at most M; not disposed.
   * @throws TypeError when `keys` is not a float32 matrix, RangeError when it is not [N, D] or N > M.
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
    const beforeEnd = Math.min(rows, length - this.#pointer);
    this.#write(keys, 0, beforeEnd, this.#pointer);
    if (beforeEnd < rows) this.#write(keys, beforeEnd, rows - beforeEnd, 0);
    this.#pointer = (this.#pointer + rows) % length;
    this.#realKeys = Math.min(length, this.#realKeys + rows);
  }

  /** Frees the keys; do not use the queue afterwards. */
  dispose(): void {
    this.#keys.dispose();
  }

  /** Copies `count` rows of `keys`, from row `from`, over the rows of the queue from `start`. */
  #write(keys: tf.Tensor2D, from: number, count: number, start: number): void {
    const written = tf.tidy(() => {
      const rows = tf.slice2d(keys, [from, 0], [count, -1]);
      return writeRows(this.#keys, rows, start);
    });
    this.#replace(written);
  }

  /** Takes ownership of `keys`, which then outlive a surrounding `tf.tidy`. */
  #replace(keys: tf.Tensor2D): void {
    this.#keys.dispose();
    this.#keys = tf.keep(keys);
  }
}

function writeRows(matrix: tf.Tensor2D, rows: tf.Tensor2D, start: number): tf.Tensor2D {
  if (tf.getKernel(WRITE_ROWS, tf.getBackend()) as tf.KernelConfig | undefined) {
    const [written] = tf.engine().runKernel<tf.Tensor2D[]>(WRITE_ROWS, { matrix, rows }, { start });
    if (written) return written;
  }
  const end = start + rows.shape[0];
  const before = tf.slice2d(matrix, [0, 0], [start, -1]);
  const after = tf.slice2d(matrix, [end, 0], [matrix.shape[0] - end, -1]);
  return tf.concat2d([before, rows, after], 0);
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
