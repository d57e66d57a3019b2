import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { decodeHeic, measureHeic } from './decode-heic.js';
import { decodeImage } from './decode-image.js';

/** 48x32: red on the left and blue on the right, with a white square of 8x8 at the top left; lossy. */
const photo = seed('photo.heic');

function seed(name: string): Buffer {
  return readFileSync(join(__dirname, '../../../../tools/testing/seeds', name));
}

const pixelOf = (pixels: Uint8Array, at: number) => [...pixels.subarray(4 * at, 4 * at + 3)];

/** Quality 90 of HEVC moves levels by a few. */
function expectColor(found: readonly number[], wanted: readonly number[]): void {
  for (const [at, level] of wanted.entries())
    expect(Math.abs((found[at] ?? 0) - level)).toBeLessThan(6);
}

test('a HEIC photo is measured and decoded', async () => {
  expect(await measureHeic(photo)).toEqual({ height: 32, width: 48 });
  const { height, width, pixels } = await decodeHeic(photo, 48 * 32);
  expect([height, width, pixels.length]).toEqual([32, 48, 48 * 32 * 4]);
  expectColor(pixelOf(pixels, 2 * 48 + 2), [240, 240, 240]);
  expectColor(pixelOf(pixels, 20 * 48 + 10), [220, 30, 30]);
  expectColor(pixelOf(pixels, 20 * 48 + 40), [30, 30, 220]);
});

test('of several images the primary one is taken', async () => {
  // The second image is the first upside down.
  const { pixels } = await decodeHeic(seed('second.heic'), 2 ** 20);
  expectColor(pixelOf(pixels, 29 * 48 + 2), [240, 240, 240]);
  expectColor(pixelOf(pixels, 2 * 48 + 2), [220, 30, 30]);
});

test('it is decoded like any other image, by its content', async () => {
  const pixels = await decodeImage(photo, { height: 32, width: 48 });
  const at = 3 * (20 * 48 + 10);
  expectColor([...pixels.subarray(at, at + 3)], [220, 30, 30]);
});

test.each([
  ['cut off within its pixels', photo.subarray(0, photo.length - 60)],
  ['cut off within its header', photo.subarray(0, 120)],
])('a photo %s is refused', async (_what, bytes) => {
  await expect(decodeImage(bytes, { height: 2, width: 2 })).rejects.toThrow(
    /^damaged or cut off \(.+\)$/,
  );
});

test('a photo of more pixels than allowed is refused before it is decoded', async () => {
  await expect(decodeHeic(photo, 48 * 32 - 1)).rejects.toThrow(
    'an image of 48x32 exceeds the limit of ',
  );
});
