import { closeSync, openSync, writeSync } from 'node:fs';

import { dotAt, type VectorRows } from './vector-rows.js';
import type { VectorSearch } from './vector-search.js';

/** Finds the most similar vectors by comparing with all of them. */
export function exactSearch(rows: VectorRows): VectorSearch {
  return {
    method: 'exact',
    add: () => undefined,
    search: (query, k) => nearestRows(rows, query, k),
    save(file) {
      const descriptor = openSync(file, 'w');
      try {
        writeWhole(descriptor, matrixHead(rows.length, rows.features));
        for (const part of rows.parts()) {
          writeWhole(descriptor, new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
        }
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

/** The first bytes of a file of vectors: the number of rows and the bytes of a row, in 32 bits each. */
export function matrixHead(count: number, features: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(count, 0);
  head.writeUInt32LE(4 * features, 4);
  return head;
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(descriptor, bytes, done, bytes.length - done);
  }
}

/** Positions of the k nearest rows, the most similar first; of equal ones the first. */
function nearestRows(rows: VectorRows, query: Float32Array, k: number): number[] {
  const places: number[] = [];
  const similarities: number[] = [];
  let place = 0;
  for (const part of rows.parts()) {
    for (let start = 0; start < part.length; start += rows.features, place++) {
      const similarity = dotAt(query, part, start);
      if (places.length === k && similarity <= (similarities[k - 1] ?? 0)) continue;
      const at = upperBound(similarities, similarity);
      places.splice(at, 0, place);
      similarities.splice(at, 0, similarity);
      places.length = Math.min(places.length, k);
      similarities.length = places.length;
    }
  }
  return places;
}

/** Where a value belongs in a descending list, behind equal values. */
function upperBound(descending: readonly number[], value: number): number {
  let [low, high] = [0, descending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((descending[middle] ?? 0) >= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
