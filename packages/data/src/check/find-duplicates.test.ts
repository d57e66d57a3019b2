import type { Dataset, ImageSet } from '../dataset/dataset.js';
import { findDuplicates } from './find-duplicates.js';
import { bitCount, perceptualHash } from './perceptual-hash.js';

const shape = { height: 16, width: 18, channels: 1 };
/** An image of waves. */
const waves = (seed: number) =>
  Uint8Array.from({ length: 16 * 18 }, (_, at) =>
    Math.round(
      127 +
        120 * Math.sin(seed + (at % 18) * (0.3 + 0.1 * seed) + Math.floor(at / 18) * 0.2 * seed),
    ),
  );
const brighter = (pixels: Uint8Array, levels: number) =>
  pixels.map((value) => Math.min(255, value + levels));

const setOf = (name: string, images: readonly Uint8Array[]): ImageSet => ({
  length: images.length,
  name: (index) => `${name}${index}`,
  read: (indices) => images[indices[0] ?? 0] ?? new Uint8Array(),
});
const datasetOf = (train: readonly Uint8Array[], test: readonly Uint8Array[]): Dataset => ({
  ...shape,
  name: 'waves',
  kind: 'file',
  mean: [0],
  std: [0],
  skipped: [],
  fingerprint: '',
  train: setOf('a', train),
  test: setOf('b', test),
});

test('equal images are found within the training images and across splits', async () => {
  const dataset = datasetOf([waves(1), waves(2), waves(1)], [waves(3), waves(2)]);
  expect(await findDuplicates(dataset)).toEqual({
    withinTrain: 1,
    acrossSplits: [
      { first: { split: 'train', name: 'a1' }, second: { split: 'test', name: 'b1' } },
    ],
    nearAcrossSplits: [],
    compared: 1,
  });
});

test('a slightly brighter image is near, a much brighter one is not', async () => {
  const dataset = datasetOf(
    [waves(1), waves(2)],
    [brighter(waves(2), 4), brighter(waves(1), 40), waves(5)],
  );
  expect(await findDuplicates(dataset)).toMatchObject({
    withinTrain: 0,
    acrossSplits: [],
    nearAcrossSplits: [
      { first: { split: 'train', name: 'a1' }, second: { split: 'test', name: 'b0' } },
    ],
    compared: 3,
  });
});

test('two images without structure are near only if they look alike', async () => {
  const flat = (value: number) => new Uint8Array(16 * 18).fill(value);
  const near = async (value: number) =>
    (await findDuplicates(datasetOf([flat(0)], [flat(value)]))).nearAcrossSplits;
  expect(await near(200)).toEqual([]);
  expect(await near(3)).toHaveLength(1);
});

test('the listener is called for every hashed image', async () => {
  const onImage = jest.fn();
  await findDuplicates(datasetOf([waves(1), waves(2)], [waves(3)]), onImage);
  expect(onImage).toHaveBeenCalledTimes(3);
});

test('the hash of a ramp is all ones to the right and all zeros to the left', () => {
  const ramp = Uint8Array.from({ length: 16 * 18 }, (_, at) => 10 * (at % 18));
  expect(perceptualHash(ramp, shape)).toEqual([-1, -1]);
  expect(
    perceptualHash(
      ramp.map((value) => 255 - value),
      shape,
    ),
  ).toEqual([0, 0]);
  // The same in color, and at another size.
  const color = Uint8Array.from({ length: 9 * 8 * 3 }, (_, at) => Math.floor(at / 3) % 9);
  expect(perceptualHash(color, { height: 8, width: 9, channels: 3 })).toEqual([-1, -1]);
});

test.each([
  [0, 0],
  [-1, 32],
  [0x80000001, 2],
  [0x0f0f, 8],
])('%p has %p bits', (bits, count) => {
  expect(bitCount(bits | 0)).toBe(count);
});
