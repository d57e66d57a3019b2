import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Sharp } from 'sharp';

import type { Dataset, ImageSet } from '../../dataset/dataset.js';
import { useImageFolder } from '../../fixtures/image-folder.js';
import { randomImage, randomPicture } from '../../fixtures/random-picture.js';
import { checkDataset } from '../check-dataset.js';
import { describeDuplicate } from './duplicate-pair.js';

const place = useImageFolder();

async function save(path: string, image: Sharp | Buffer): Promise<void> {
  const file = join(place.folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, Buffer.isBuffer(image) ? image : await image.toBuffer());
}

/** What is said of the copies in the folder. */
async function sentences(): Promise<string[]> {
  const { duplicates } = await checkDataset(await place.open(), { folder: place.folder });
  return duplicates.pairs.map(describeDuplicate);
}

const size = { height: 64, width: 80 };
/** Words, and a way to make such a copy of a picture. */
const kinds: readonly (readonly [words: string, copy: (image: Sharp) => Sharp])[] = [
  ['has the same pixels as', (image) => image.png({ compressionLevel: 1 })],
  ['recompressed', (image) => image.jpeg({ quality: 75 })],
  ['recompressed', (image) => image.webp({ quality: 60 })],
  ['resized', (image) => image.resize(40, 32, { fit: 'fill' }).png()],
  ['resized', (image) => image.resize(160, 128, { fit: 'fill' }).png()],
  ['mirrored', (image) => image.flop().png()],
  ['flipped', (image) => image.flip().png()],
  ['rotated by 90°', (image) => image.rotate(90).png()],
  ['rotated by 180°', (image) => image.rotate(180).png()],
  ['rotated by 270°', (image) => image.rotate(270).png()],
  ['mirrored, rotated by 90°', (image) => image.rotate(90).flop().png()],
  ['changed in brightness or contrast', (image) => image.linear(1.2, 0).png()],
  ['changed in brightness or contrast', (image) => image.linear(0.8, 0).png()],
  ['changed in brightness or contrast', (image) => image.linear(0.8, 26).png()],
  ['changed in brightness or contrast', (image) => image.gamma(1.5, 1).png()],
  ['without color', (image) => image.grayscale().png()],
  ['cropped to 91 % of its area', (image) => cut(image, 1, 1, 78, 60)],
  ['cropped to 82 % of its area', (image) => cut(image, 4, 3, 72, 58)],
  ['cropped to 94 % of its area', (image) => cut(image, 5, 0, 75, 64)],
  ['mirrored, resized', (image) => image.flop().resize(40, 32, { fit: 'fill' }).png()],
];
const cut = (image: Sharp, left: number, top: number, width: number, height: number) =>
  image.extract({ left, top, width, height }).png();

// The areas are measured by aligning: 91.4 %, 81.6 % and 93.75 % of the pixels.
test('every kind of copy is found and named', async () => {
  const expected: string[] = [];
  for (const [at, [words, copy]] of kinds.entries()) {
    const name = String(at).padStart(2, '0');
    await save(`${name}-a.png`, randomImage(at, size).png());
    await save(`${name}-b.png`, copy(randomImage(at, size)));
    const isEqual = words.startsWith('has');
    expected.push(
      isEqual ? `${name}-b.png ${words} ${name}-a.png` : `${name}-b.png is ${name}-a.png ${words}`,
    );
  }
  expect(await sentences()).toEqual(expected);
});

test('the same file is told from the same pixels, and the earlier file is the original', async () => {
  await save('b.png', randomImage(1, size).rotate(90).png());
  await save('a.png', randomImage(1, size).png());
  await cp(join(place.folder, 'a.png'), join(place.folder, 'c.png'));
  expect(await sentences()).toEqual([
    'c.png is the same file as a.png',
    'b.png is a.png rotated by 90°',
  ]);
});

test('the original is the one that shows more, also when it comes later', async () => {
  await save('a.png', cut(randomImage(1, size), 8, 6, 66, 54));
  await save('b.png', randomImage(1, size).png());
  expect(await sentences()).toEqual(['a.png is b.png cropped to 70 % of its area']);
});

const about = {
  name: 'pictures',
  kind: 'file',
  height: 96,
  width: 96,
  channels: 3,
  mean: [0, 0, 0],
  std: [0, 0, 0],
  skipped: [],
  fingerprint: '',
} as const;
const setOf = (
  name: string,
  pictures: readonly Uint8Array[],
  labels?: readonly number[],
): ImageSet => ({
  length: pictures.length,
  ...(labels && { labels: Int32Array.from(labels) }),
  name: (index) => `${name}${index}`,
  read: (indices) => pictures[indices[0] ?? 0] ?? new Uint8Array(),
});
/** Rotated by 180°. */
const turned = (pixels: Uint8Array) => {
  const last = pixels.length / 3 - 1;
  return pixels.map((_, at) => pixels[3 * (last - Math.floor(at / 3)) + (at % 3)] ?? 0);
};
const duplicatesOf = async (dataset: Dataset, options = {}) =>
  (await checkDataset(dataset, options)).duplicates;

test('copies across splits and under two labels are listed by themselves', async () => {
  const [one, other] = [randomPicture(1), randomPicture(2)];
  const duplicates = await duplicatesOf({
    ...about,
    classes: ['cat', 'dog'],
    train: setOf('a', [one, other, one], [0, 0, 1]),
    test: setOf('b', [randomPicture(3), turned(other)], [0, 0]),
  });
  const [a0, a2] = [0, 2].map((at) => ({ split: 'train', name: `a${at}` }));
  const across = {
    first: { split: 'train', name: 'a1', label: 'cat' },
    second: { split: 'test', name: 'b1', label: 'cat' },
    changes: ['rotated by 180°'],
    similarity: 1,
  };
  expect(duplicates).toMatchObject({
    withinTrain: 1,
    acrossSplits: [across],
    acrossLabels: [
      { first: { ...a0, label: 'cat' }, second: { ...a2, label: 'dog' }, changes: ['same pixels'] },
    ],
    groups: [
      [a0, a2],
      [across.first, across.second],
    ],
    capped: 0,
  });
  expect(duplicates.pairs).toHaveLength(2);
});

test('different pictures of the same colors are no copies', async () => {
  const colors = [
    [255, 255, 255],
    [200, 30, 30],
    [30, 30, 160],
  ] as const;
  const pictures = Array.from({ length: 20 }, (_, seed) => randomPicture(seed, { colors }));
  const duplicates = await duplicatesOf({ ...about, train: setOf('a', pictures) });
  expect(duplicates.pairs).toEqual([]);
});

test('a shape in another color, and a shape with another detail, are no copies', async () => {
  const [white, red, blue] = [
    [255, 255, 255],
    [220, 40, 40],
    [40, 60, 220],
  ] as const;
  const one = randomPicture(5, { colors: [white, red] });
  const detail = one.slice();
  // An eye of 12x12 pixels.
  for (let row = 40; row < 52; row++) detail.fill(0, (row * 96 + 40) * 3, (row * 96 + 52) * 3);
  const pictures = [one, randomPicture(5, { colors: [white, blue] }), detail];
  expect((await duplicatesOf({ ...about, train: setOf('a', pictures) })).pairs).toEqual([]);
});

/** A shape [96, 96, 3] of one color on another; the distances are from the center, in pixels. */
const shape = (
  isShape: (x: number, y: number) => boolean,
  [color, ground]: readonly [readonly number[], readonly number[]],
) => {
  const pixels = new Uint8Array(96 * 96 * 3);
  for (let at = 0; at < 96 * 96; at++) {
    pixels.set(isShape((at % 96) - 47.5, Math.floor(at / 96) - 47.5) ? color : ground, 3 * at);
  }
  return pixels;
};

test('a flat shape is no crop of another one, in color or gray', async () => {
  const [white, red, gray] = [
    [255, 255, 255],
    [200, 40, 40],
    [88, 88, 88],
  ] as const;
  const pictures = [38, 34].flatMap((reach) => {
    const square = (x: number, y: number) => Math.max(Math.abs(x), Math.abs(y)) < reach;
    const disc = (x: number, y: number) => Math.hypot(x, y) < reach;
    const ring = (x: number, y: number) => disc(x, y) && Math.hypot(x, y) > reach - 12;
    const half = (x: number) => x < reach - 30;
    return [square, disc, ring, half].map((one) => shape(one, [reach === 38 ? red : gray, white]));
  });
  expect((await duplicatesOf({ ...about, train: setOf('a', pictures) })).pairs).toEqual([]);
});

test('uniform images are copies only if their pixels are equal', async () => {
  const flat = (level: number) => new Uint8Array(96 * 96 * 3).fill(level);
  const nearly = flat(100).map((level, at) => level + (at % 7 === 0 ? 1 : 0));
  const pictures = [flat(100), flat(101), nearly, flat(100)];
  const { pairs } = await duplicatesOf({ ...about, train: setOf('a', pictures) });
  expect(pairs.map(describeDuplicate)).toEqual(['a3 has the same pixels as a0']);
});

test('without a tolerance only equal images are found', async () => {
  const one = randomPicture(1);
  const train = setOf('a', [one, turned(one), one]);
  const { pairs } = await duplicatesOf({ ...about, train }, { copyDifference: 0 });
  expect(pairs.map(describeDuplicate)).toEqual(['a2 has the same pixels as a0']);
});
