import fc from 'fast-check';

import type { ImageSet } from '../dataset/dataset.js';
import { shuffledBatches } from './shuffled-batches.js';

/** Images of two pixels, which encode their index; every read is recorded. */
function recordedSet(length: number): { set: ImageSet; readings: number[][] } {
  const readings: number[][] = [];
  const read = (indices: ArrayLike<number>) => {
    readings.push(Array.from(indices));
    return Uint8Array.from(Array.from(indices).flatMap((index) => [index & 255, index >> 8]));
  };
  return { set: { length, name: String, read }, readings };
}

/** Numbers from a seed (Park and Miller). */
function seeded(seed: number): () => number {
  let state = seed + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

test('every image comes once, with its pixels, except those of an incomplete batch', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(1000),
      (length, batchSize, blockLength, windowBlocks, seed) => {
        const { set, readings } = recordedSet(length);
        const options = { batchSize, blockLength, windowBlocks, random: seeded(seed) };
        const batches = [...shuffledBatches(set, options)];
        expect(batches).toHaveLength(Math.floor(length / batchSize));
        const seen = batches.flatMap(({ indices, pixels }) => {
          expect(indices).toHaveLength(batchSize);
          indices.forEach((index, row) => {
            expect([pixels[2 * row], pixels[2 * row + 1]]).toEqual([index & 255, index >> 8]);
          });
          return [...indices];
        });
        expect(new Set(seen).size).toBe(seen.length);
        // Each block was read once, in one read.
        expect(readings).toHaveLength(Math.ceil(length / blockLength));
        for (const indices of readings) {
          expect(indices).toEqual(indices.map((_, row) => (indices[0] ?? 0) + row));
        }
        expect(readings.flat().sort((a, b) => a - b)).toEqual([...Array(length).keys()]);
      },
    ),
  );
});

test('the order depends on the random numbers, and mixes images of the whole window', () => {
  const orderOf = (seed: number) => {
    const { set } = recordedSet(1000);
    const options = { batchSize: 50, blockLength: 100, windowBlocks: 5, random: seeded(seed) };
    return [...shuffledBatches(set, options)].map(({ indices }) => [...indices]);
  };
  expect(orderOf(1)).toEqual(orderOf(1));
  expect(orderOf(1)).not.toEqual(orderOf(2));
  const blocks = new Set(orderOf(1)[0]?.map((index) => Math.floor(index / 100)));
  expect(blocks.size).toBe(5);
});

test.each(['batchSize', 'blockLength', 'windowBlocks'])(
  '%s must be a whole number of at least 1',
  (name) => {
    const options = { batchSize: 1, random: () => 0, [name]: 0.5 };
    expect(() => [...shuffledBatches(recordedSet(3).set, options)]).toThrow(
      new RangeError(`shuffledBatches: ${name} must be a whole number of at least 1, got 0.5`),
    );
  },
);

test('the blocks of the next window are prefetched while this one is in use', () => {
  const { set, readings } = recordedSet(100);
  const asked: number[][] = [];
  const prefetch = (indices: ArrayLike<number>) => {
    asked.push(Array.from(indices));
  };
  const options = { batchSize: 5, random: seeded(1), blockLength: 10, windowBlocks: 3 };
  let windows = 0;
  for (const { indices } of shuffledBatches({ ...set, prefetch }, options)) {
    expect(indices).toHaveLength(5);
    // A window is read before its first batch; its blocks have been prefetched by then.
    expect(asked.length).toBeGreaterThanOrEqual(readings.length - 3);
    windows = Math.max(windows, Math.ceil(readings.length / 3));
  }
  expect(windows).toBe(4);
  expect(asked).toEqual(readings.slice(3));
});
