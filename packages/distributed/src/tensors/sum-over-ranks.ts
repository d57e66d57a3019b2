import * as tf from '@tensorflow/tfjs-core';

import type { Collectives } from '../collectives.js';

/** Numbers in one reduction: 16 MiB. With more, MPI gets no faster and needs more memory. */
const BUCKET = 4 * 2 ** 20;

type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * The sums of tensors over the ranks, bitwise identical on each. Tensors are concatenated into buckets, with
 * one reduction for each bucket; a larger tensor gets its own bucket.
 * @param tensors the same names and shapes in the same order on every rank; disposed.
 * @param bucketSize the largest size of a bucket of several tensors.
 * @example
 * ```ts
 * import { singleProcess } from '@jssl/distributed';
 * import { sumOverRanks } from '@jssl/distributed/tensors';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * const { weight } = sumOverRanks({ weight: tf.tensor1d([1, 2]) }, singleProcess);
 * console.log([...(weight?.dataSync() ?? [])]); // [ 1, 2 ]
 * ```
 */
export function sumOverRanks(tensors: Tensors, job: Collectives, bucketSize = BUCKET): Tensors {
  const sums = buckets(Object.entries(tensors), bucketSize).flatMap((bucket) => {
    const flat = new Float32Array(bucket.reduce((size, [, tensor]) => size + tensor.size, 0));
    let start = 0;
    const places = bucket.map(([name, tensor]) => {
      const place = { name, shape: tensor.shape, start, end: start + tensor.size };
      flat.set(tensor.dataSync<'float32'>(), start);
      tensor.dispose();
      start = place.end;
      return place;
    });
    job.allReduce(flat);
    return places.map((place) => {
      const values = flat.subarray(place.start, place.end);
      return [place.name, tf.tensor(values, place.shape, 'float32')] as const;
    });
  });
  return Object.fromEntries(sums);
}

function buckets<Entry extends readonly [string, tf.Tensor]>(
  entries: readonly Entry[],
  bucketSize: number,
): Entry[][] {
  const filled: Entry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const { size } = entry[1];
    if (size > room) {
      filled.push([]);
      room = bucketSize;
    }
    filled.at(-1)?.push(entry);
    room -= size;
  }
  return filled;
}
