import { crc32 } from 'node:zlib';

import {
  blockCount,
  createBlockChecks,
  describeDamage,
  imagesPerBlock,
} from './block-checksums.js';

test('a block has at least 64 KiB and whole images', () => {
  expect([1, 784, 3072, 65_536, 100_000].map(imagesPerBlock)).toEqual([65_536, 84, 22, 1, 1]);
  expect(blockCount(84, 784)).toBe(1);
  expect(blockCount(85, 784)).toBe(2);
});

test('each block is read until it was right once', () => {
  // Two images a block, three images.
  const pixels = Uint8Array.from({ length: 3 * 40_000 }, (_, at) => (at * 7) % 251);
  const read = ({ first, count }: { first: number; count: number }) =>
    pixels.subarray(first * 40_000, (first + count) * 40_000);
  const sums = [crc32(pixels.subarray(0, 80_000)), crc32(pixels.subarray(80_000))];
  const checks = createBlockChecks(Uint32Array.from(sums), 3, 40_000);
  const seen: unknown[] = [];
  const counting = (block: { first: number; count: number }) => {
    seen.push(block);
    return read(block);
  };
  pixels[79_999] = 255;
  expect(checks.wrongBlocks({ first: 0, count: 3 }, counting)).toEqual([{ first: 0, count: 2 }]);
  expect(checks.wrongBlocks({ first: 1, count: 2 }, counting)).toEqual([{ first: 0, count: 2 }]);
  expect(checks.wrongBlocks({ first: 2, count: 1 }, counting)).toEqual([]);
  expect(seen).toEqual([
    { first: 0, count: 2 },
    { first: 2, count: 1 },
    { first: 0, count: 2 },
  ]);
});

test('damage is described by its images', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  expect(describeDamage([{ first: 2, count: 1 }], names)).toBe(
    'the checksum of image 2 (c) is wrong',
  );
  expect(describeDamage([{ first: 2, count: 2 }], names)).toBe(
    'the checksum of images 2 to 3 (c to d) is wrong',
  );
  const two = [
    { first: 2, count: 2 },
    { first: 4, count: 1 },
  ];
  expect(describeDamage(two, names)).toBe(
    'the checksums of blocks with 3 of its 5 images are wrong, the first of images 2 to 3 (c to d)',
  );
});
