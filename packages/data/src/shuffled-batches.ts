import type { ImageSet } from './dataset.js';

/** Images that are read from one place of the file at once. */
const BLOCK_LENGTH = 512;
/** Blocks that lie in memory together, among whose images a batch is drawn. */
const WINDOW_BLOCKS = 32;

/** Some images of a set. */
export interface ImageBatch {
  /** Their places in the set. */
  readonly indices: Int32Array;
  /** 8-bit pixels [N, H, W, C]. */
  readonly pixels: Uint8Array;
}

/** How batches are drawn. */
export interface ShuffledBatchesOptions {
  /** N. */
  readonly batchSize: number;
  /** Uniform numbers in [0, 1). */
  readonly random: () => number;
  readonly blockLength?: number;
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
 * One epoch of a set that does not fit into memory, in batches: blocks of neighbouring images are read
 * one after the other in random order, and the images of a window of several blocks are shuffled. A
 * disk is read in long strokes, each block once; 16,384 images are in memory by default. A last
 * incomplete batch is left out. The order depends on `random` and the numbers given alone.
 * @throws RangeError if a size is not a whole number from 1.
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
      throw new RangeError(`shuffledBatches: ${name} must be a whole number from 1, got ${value}`);
    }
  }
  const blocks = Int32Array.from(
    { length: Math.ceil(set.length / blockLength) },
    (_, block) => block,
  );
  shuffle(blocks, random);
  // Images that filled no batch of their window.
  let rest: ImageBatch = { indices: new Int32Array(0), pixels: new Uint8Array(0) };
  for (let at = 0; at < blocks.length; at += windowBlocks) {
    const parts = [rest];
    for (const block of blocks.subarray(at, at + windowBlocks)) {
      const start = block * blockLength;
      const length = Math.min(blockLength, set.length - start);
      const indices = Int32Array.from({ length }, (_, index) => start + index);
      parts.push({ indices, pixels: set.read(indices) });
    }
    const places = parts.flatMap(({ indices, pixels }) =>
      Array.from(indices, (index, row) => ({ index, row, pixels, length: indices.length })),
    );
    const order = Int32Array.from(places.keys());
    shuffle(order, random);
    const take = (from: number, to: number): ImageBatch => {
      const chosen = Array.from(order.subarray(from, to), (place) => places[place]);
      const [first] = chosen;
      const imageBytes = first ? first.pixels.length / first.length : 0;
      const pixels = new Uint8Array(chosen.length * imageBytes);
      chosen.forEach((one, row) => {
        if (!one) return;
        const start = one.row * imageBytes;
        pixels.set(one.pixels.subarray(start, start + imageBytes), row * imageBytes);
      });
      return { indices: Int32Array.from(chosen, (one) => one?.index ?? 0), pixels };
    };
    let done = 0;
    for (; done + batchSize <= order.length; done += batchSize) yield take(done, done + batchSize);
    rest = take(done, order.length);
  }
}
