import { defaultsOf } from '@jssl/settings';

import { randomImage, randomPicture } from '../fixtures/random-picture.js';
import { measureQuality, qualityFindings } from './image-quality.js';
import { qualitySettings } from './quality-settings.js';

const shape = { height: 96, width: 96, channels: 3 };
const settings = defaultsOf(qualitySettings);
const found = (pixels: Uint8Array, size = shape) =>
  qualityFindings(measureQuality(pixels, shape, size), settings);
const picture = randomPicture(1);
const scaled = (factor: number, offset: number) =>
  picture.map((value) => Math.round(offset + factor * value));

test('an ordinary picture has no problem', () => {
  expect(found(picture)).toEqual([]);
});

test.each([
  ['dark', scaled(0.2, 0), /^99 % of its pixels are below level \d\d of 255$/],
  ['bright', scaled(0.2, 204), /^99 % of its pixels are above level 2\d\d of 255$/],
  ['low contrast', scaled(0.1, 100), /^98 % of its pixels are within \d\d levels of 255$/],
  ['uniform', new Uint8Array(96 * 96 * 3).fill(7), /^a single color$/],
  ['uniform', scaled(0.01, 100), /^all pixels within \d levels$/],
])('%s', (problem, pixels, reason) => {
  expect(found(pixels)).toEqual([
    {
      problem,
      value: expect.any(Number) as number,
      reason: expect.stringMatching(reason) as string,
    },
  ]);
});

test('a blurred picture, but not a sharp one or a small one', async () => {
  const blurred = await randomImage(1).blur(5).raw().toBuffer();
  expect(found(blurred)).toEqual([
    {
      problem: 'blurred',
      value: expect.closeTo(0.9, 0) as number,
      reason: expect.stringMatching(/^blurring it more leaves \d\d % of its detail$/) as string,
    },
  ]);
  const small = { height: 40, width: 96 * 2, channels: 3 };
  expect(measureQuality(blurred, small).blur).toBeUndefined();
});

test('the size of the file decides whether it is odd-shaped or tiny', () => {
  expect(found(picture, { ...shape, height: 10, width: 42 })).toEqual([
    { problem: 'odd shape', value: 4.2, reason: '10x42, one side 4.2 times the other' },
    { problem: 'tiny', value: 10, reason: '10x42 pixels' },
  ]);
});

test('levels are measured in gray, the range in each channel', () => {
  const two = Uint8Array.of(0, 100, 0, 0, 100, 50);
  expect(measureQuality(two, { height: 1, width: 2, channels: 3 })).toEqual({
    low: 59,
    high: 64,
    range: 50,
    blur: undefined,
    size: { height: 1, width: 2 },
  });
});
