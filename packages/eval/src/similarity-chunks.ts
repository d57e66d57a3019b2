import * as tf from '@tensorflow/tfjs-core';

import { createPauses } from './pauses.js';

/**
 * An optional kernel of a backend. Inputs are `queries` and `bank`, the attribute is `k`; outputs the similarities [N, k]
 * and the bank rows [N, k] of each query's neighbors, as tf.topk orders them, without a matrix of all similarities.
 */
const NEAREST_ROWS = 'JsslNearestRows';
/** Queries per call of the kernel; takes a fraction of a second even with a large bank. */
const KERNEL_CHUNK = 512;

interface Features {
  /** [B, F] */
  readonly bank: tf.Tensor2D;
  /** [N, F] */
  readonly queries: tf.Tensor2D;
}

/** Similarities held at once: as many queries per chunk as give this many over B rows … */
const CHUNK_ELEMENTS = 2 ** 24;
/** … but at least this many queries, since smaller matrix products are slow. */
const CHUNK_QUERIES = 64;

/**
 * Computes the similarities of queries and bank (products of their rows; cosines if the rows have L2
 * norm 1) chunk by chunk. Holds at most 2²⁴ of them or 64 per bank row, whichever is more.
 * @param visit receives similarities [chunk, B], borrowed until its promise resolves, and the row of the
 * first query.
 */
export async function forEachChunk(
  { bank, queries }: Features,
  visit: (similarities: tf.Tensor2D, start: number) => Promise<void>,
): Promise<void> {
  const count = queries.shape[0];
  const chunk = Math.max(CHUNK_QUERIES, Math.floor(CHUNK_ELEMENTS / bank.shape[0]));
  const pause = createPauses();
  for (let start = 0; start < count; start += chunk) {
    const similarities = tf.tidy(() => {
      const some = tf.slice2d(queries, [start, 0], [Math.min(chunk, count - start), -1]);
      return tf.matMul<tf.Tensor2D>(some, bank, false, true);
    });
    try {
      await visit(similarities, start);
    } finally {
      similarities.dispose();
    }
    await pause();
  }
}

/**
 * Finds the k most similar bank rows of each query, the most similar first. If rows are equally similar, the
 * lower one comes first.
 * @param k from 1 to B.
 * @param visit receives the row of the query, and its neighbors' bank indices and similarities, [k] each.
 */
export async function forEachQuery(
  features: Features,
  k: number,
  visit: (query: number, places: Int32Array, similarities: Float32Array) => void,
): Promise<void> {
  const visitChunk = async (values: tf.Tensor, indices: tf.Tensor, start: number) => {
    try {
      const similarities = await values.data<'float32'>();
      const places = await indices.data<'int32'>();
      for (let row = 0; row < places.length / k; row++) {
        const [from, to] = [row * k, (row + 1) * k];
        visit(start + row, places.subarray(from, to), similarities.subarray(from, to));
      }
    } finally {
      tf.dispose([values, indices]);
    }
  };
  if (hasKernelFor(features)) return forEachKernelChunk(features, k, visitChunk);
  await forEachChunk(features, async (chunk, start) => {
    const { values, indices } = tf.topk(chunk, k); // [chunk, k]
    await visitChunk(values, indices, start);
  });
}

/** The kernel splits queries among threads, so a few queries are faster as one matrix product. */
function hasKernelFor({ queries, bank }: Features): boolean {
  const kernel = tf.getKernel(NEAREST_ROWS, tf.getBackend()) as tf.KernelConfig | undefined;
  return kernel !== undefined && queries.shape[0] >= CHUNK_QUERIES && bank.shape[1] > 0;
}

async function forEachKernelChunk(
  { bank, queries }: Features,
  k: number,
  visit: (values: tf.Tensor, indices: tf.Tensor, start: number) => Promise<void>,
): Promise<void> {
  const count = queries.shape[0];
  const pause = createPauses();
  for (let start = 0; start < count; start += KERNEL_CHUNK) {
    const [values, indices] = tf.tidy(() => {
      const some = tf.slice2d(queries, [start, 0], [Math.min(KERNEL_CHUNK, count - start), -1]);
      return tf.engine().runKernel<tf.Tensor[]>(NEAREST_ROWS, { queries: some, bank }, { k });
    }) as [tf.Tensor, tf.Tensor];
    await visit(values, indices, start);
    await pause();
  }
}
