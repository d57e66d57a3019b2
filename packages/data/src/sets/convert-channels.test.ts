import type { Dataset } from '../dataset/dataset.js';
import { convertChannels, convertPixels } from './convert-channels.js';

test('color becomes its luma', () => {
  // 0.299, 0.587 and 0.114 of 255, white, and gray, which stays as it is.
  const pixels = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 77, 77, 77);
  expect([...convertPixels(pixels, 3, 1)]).toEqual([76, 150, 29, 255, 77]);
});

test('every gray level survives both ways', () => {
  const gray = Uint8Array.from({ length: 256 }, (_, level) => level);
  const color = convertPixels(gray, 1, 3);
  expect([...color.subarray(0, 9)]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  expect(convertPixels(color, 3, 1)).toEqual(gray);
});

const set = (pixels: readonly number[]) => ({
  length: 1,
  name: () => 'a',
  read: () => Uint8Array.from(pixels),
});
const about = {
  name: 'x',
  kind: 'folder',
  height: 1,
  width: 1,
  skipped: [],
  fingerprint: '',
} as const;
const color: Dataset = {
  ...about,
  channels: 3,
  mean: [1, 0, 0],
  std: [0, 1, 0],
  train: set([255, 0, 0]),
  validation: set([0, 255, 0]),
  test: set([0, 0, 255]),
};

test('all splits of a data set are converted', () => {
  const gray = convertChannels(color, 1);
  expect(gray).toMatchObject({ channels: 1, mean: [0.299], std: [0.587] });
  expect(
    [gray.train, gray.validation, gray.test].map((one) => [...(one?.read([0]) ?? [])]),
  ).toEqual([[76], [150], [29]]);
  expect(convertChannels(color, 3)).toBe(color);
  const back = convertChannels(gray, 3);
  expect([...back.train.read([0])]).toEqual([76, 76, 76]);
  expect(back.mean).toEqual([0.299, 0.299, 0.299]);
});

test('other numbers of channels are refused', () => {
  expect(() => convertChannels(color, 4)).toThrow(
    new RangeError('convertChannels: channels must be 1 or 3 on both sides, got 3 and 4'),
  );
});
