import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Sharp } from 'sharp';

import type { Dataset, ImageSet } from '../dataset/dataset.js';
import { useImageFolder } from '../fixtures/image-folder.js';
import { randomImage, randomPicture } from '../fixtures/random-picture.js';
import { checkDataset } from './check-dataset.js';
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

const size = { height: 96, width: 120 };
const picture = () => randomImage(1, size);
const cut = (left: number, top: number, width: number, height: number) =>
  picture().extract({ left, top, width, height }).png();

test.each<[words: string, copy: () => Sharp]>([
  ['has the same pixels as a.png', () => picture().png({ compressionLevel: 1 })],
  ['is a.png recompressed', () => picture().jpeg({ quality: 75 })],
  ['is a.png recompressed', () => picture().webp({ quality: 60 })],
  ['is a.png resized', () => picture().resize(60, 48, { fit: 'fill' }).png()],
  ['is a.png resized', () => picture().resize(240, 192, { fit: 'fill' }).png()],
  ['is a.png mirrored', () => picture().flop().png()],
  ['is a.png flipped', () => picture().flip().png()],
  ['is a.png rotated by 90°', () => picture().rotate(90).png()],
  ['is a.png rotated by 180°', () => picture().rotate(180).png()],
  ['is a.png rotated by 270°', () => picture().rotate(270).png()],
  ['is a.png mirrored, rotated by 90°', () => picture().rotate(90).flop().png()],
  ['is a.png changed in brightness or contrast', () => picture().linear(1.2, 0).png()],
  ['is a.png changed in brightness or contrast', () => picture().linear(0.8, 0).png()],
  ['is a.png changed in brightness or contrast', () => picture().linear(0.8, 26).png()],
  ['is a.png changed in brightness or contrast', () => picture().gamma(1.5, 1).png()],
  ['is a.png without color', () => picture().grayscale().png()],
  ['is a.png cropped to 93 % of its area', () => cut(2, 2, 116, 92)],
  ['is a.png cropped to 81 % of its area', () => cut(6, 5, 108, 86)],
  ['is a.png cropped to 93 % of its area', () => cut(8, 0, 112, 96)],
  [
    'is a.png mirrored, resized',
    () => picture().flop().resize(60, 48, { fit: 'fill' }).jpeg({ quality: 80 }),
  ],
])('a copy b.png %s', async (words, copy) => {
  await save('a.png', picture().png());
  await save('b.png', copy());
  await save('c.png', randomImage(2, size).png());
  expect(await sentences()).toEqual([`b.png ${words}`]);
});

test('the same file is told from the same pixels, and the earlier file is the original', async () => {
  await save('b.png', picture().rotate(90).png());
  await save('a.png', picture().png());
  await cp(join(place.folder, 'a.png'), join(place.folder, 'c.png'));
  expect(await sentences()).toEqual([
    'c.png is the same file as a.png',
    'b.png is a.png rotated by 90°',
  ]);
});

test('the original is the one that shows more, also when it comes later', async () => {
  await save('a.png', cut(10, 8, 100, 80));
  await save('b.png', picture().png());
  expect(await sentences()).toEqual(['a.png is b.png cropped to 69 % of its area']);
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
