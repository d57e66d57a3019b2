import type { ImageSet } from '../dataset/dataset.js';

/** Number of consecutive images read from the file together. */
const BLOCK_LENGTH = 512;
/** Number of blocks in memory; a batch is drawn from their images. */
const WINDOW_BLOCKS = 32;

/** Some images of a set. */
export interface ImageBatch {
  /** Indices in the set. */
  readonly indices: Int32Array;
  /** 8-bit pixels [N, H, W, C]. */
  readonly pixels: Uint8Array;
}

/** Options of {@link shuffledBatches}. */
export interface ShuffledBatchesOptions {
  /** N. */
  readonly batchSize: number;
  /** Uniform numbers in [0, 1). */
  readonly random: () => number;
  /** Images per block. Default 512. */
  readonly blockLength?: number;
  /** Blocks per window. Default 32. */
  readonly windowBlocks?: number;
}

/** Fisher and Yates. */
function shuffle(items: Int32Array, random: () => number): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other] ?? 0, items[last] ?? 0];
  }
}

/**
 * Yields one epoch of a set that does not fit into memory, in batches. Blocks of consecutive images are
 * read in random order, and the images of a window of several blocks are shuffled. The disk is read in
 * large sequential reads, each block once; the next window is prefetched while the batches of this one are
 * used. By default 16,384 images are in memory. The last incomplete batch is left out. The order depends
 * only on `random` and the options.
 * @throws RangeError if a size is not a whole number of at least 1.
 * @example
 * ```ts
 * import { openDataset, shuffledBatches } from '@jssl/data';
 *
 * const { train } = await openDataset('photos');
 * let seed = 1; // any generator of numbers in [0, 1); here Lehmer's
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 *
 * let images = 0;
 * for (const { indices } of shuffledBatches(train, { batchSize: 8, random }))
 *   images += indices.length;
 * console.log(train.length, images); // 18 16
 * ```
 */
export function* shuffledBatches(
  set: ImageSet,
  {
    batchSize,
    random,
    blockLength = BLOCK_LENGTH,
    windowBlocks = WINDOW_BLOCKS,
  }: ShuffledBatchesOptions,
): Generator<ImageBatch, void, undefined> {
  for (const [name, value] of Object.entries({ batchSize, blockLength, windowBlocks })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new RangeError(
        `shuffledBatches: ${name} must be a whole number of at least 1, got ${value}`,
      );
    }
  }
  const blocks = Int32Array.from(
    { length: Math.ceil(set.length / blockLength) },
    (_, block) => block,
  );
  shuffle(blocks, random);
  // Images left over from a window.
  let rest: ImageBatch = { indices: new Int32Array(0), pixels: new Uint8Array(0) };
  for (let at = 0; at < blocks.length; at += windowBlocks) {
    const parts = [rest, ...readBlocks(set, blocks.subarray(at, at + windowBlocks), blockLength)];
    const places = placesOf(parts);
    const order = Int32Array.from(places.part.keys());
    shuffle(order, random);
    const take = (from: number, to: number): ImageBatch =>
      pick(parts, places, order.subarray(from, to));
    const batches = Math.floor(order.length / batchSize);
    const next = blocks.subarray(at + windowBlocks, at + 2 * windowBlocks);
    let ahead = 0;
    for (let batch = 0; batch < batches; batch++) {
      for (; ahead < ((batch + 1) / batches) * next.length; ahead++) {
        set.prefetch?.(indicesOf(set, next[ahead] ?? 0, blockLength));
      }
      yield take(batch * batchSize, (batch + 1) * batchSize);
    }
    rest = take(batches * batchSize, order.length);
  }
}

function readBlocks(set: ImageSet, blocks: Int32Array, blockLength: number): ImageBatch[] {
  return Array.from(blocks, (block) => {
    const indices = indicesOf(set, block, blockLength);
    return { indices, pixels: set.read(indices) };
  });
}

function indicesOf(set: ImageSet, block: number, blockLength: number): Int32Array {
  const start = block * blockLength;
  const indices = new Int32Array(Math.min(blockLength, set.length - start));
  for (let row = 0; row < indices.length; row++) indices[row] = start + row;
  return indices;
}

/** For each image of a window, the index of its part and its row in that part. */
interface Places {
  readonly part: Int32Array;
  readonly row: Int32Array;
}

function placesOf(parts: readonly ImageBatch[]): Places {
  const count = parts.reduce((sum, { indices }) => sum + indices.length, 0);
  const places = { part: new Int32Array(count), row: new Int32Array(count) };
  let place = 0;
  for (const [part, { indices }] of parts.entries()) {
    for (let row = 0; row < indices.length; row++, place++) {
      places.part[place] = part;
      places.row[place] = row;
    }
  }
  return places;
}

/** The images at the given indices of a window, in that order. */
function pick(parts: readonly ImageBatch[], places: Places, chosen: Int32Array): ImageBatch {
  const block = parts.at(-1);
  const imageBytes = block ? block.pixels.length / block.indices.length : 0;
  const indices = new Int32Array(chosen.length);
  const pixels = new Uint8Array(chosen.length * imageBytes);
  for (let at = 0; at < chosen.length; at++) {
    const place = chosen[at] ?? 0;
    const part = parts[places.part[place] ?? 0];
    const row = places.row[place] ?? 0;
    if (!part) continue;
    indices[at] = part.indices[row] ?? 0;
    pixels.set(part.pixels.subarray(row * imageBytes, (row + 1) * imageBytes), at * imageBytes);
  }
  return { indices, pixels };
}
