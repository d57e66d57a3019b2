import sharp from 'sharp';

import { bytesOf, tiffFile } from '../fixtures/tiff-file.js';
import { ImageDecoder } from './image-decoder.js';

const shape = { height: 1, width: 2 };
const floats = (...values: number[]) =>
  tiffFile({ ...shape, bits: 32, format: 3 }, bytesOf('float32', values));

const decoderOf = (
  train: readonly Uint8Array[],
  options: ConstructorParameters<typeof ImageDecoder>[0] = {},
  rest: readonly Uint8Array[] = [],
) =>
  new ImageDecoder(options, async function* (part) {
    yield* await Promise.resolve(part === 'train' ? train : rest);
  });
const gray = async (decoder: ImageDecoder, bytes: Uint8Array) =>
  [...(await decoder.decode(bytes, shape))].filter((_, at) => at % 3 === 0);

test('all images are scaled by the range of the training images, so that they stay comparable', async () => {
  const [dark, bright] = [floats(0, 1), floats(2, 4)];
  const decoder = decoderOf([dark, bright]);
  expect(await gray(decoder, dark)).toEqual([0, 64]);
  expect(await gray(decoder, bright)).toEqual([128, 255]);
  // A test image beyond the range is clipped.
  expect(await gray(decoder, floats(-1, 8))).toEqual([0, 255]);
  expect(decoder.account()).toEqual({
    valueRanges: { float32: [0, 4] },
    notes: [
      '3 images of 32-bit floating-point values: 0 became black and 4 white, the range of the training images',
    ],
  });
});

test('a given range counts before a recorded one, and that before the own one', async () => {
  const image = floats(0, 1);
  const valueRanges = { float32: [0, 2] } as const;
  expect(await gray(decoderOf([image], { valueRange: [0, 4], valueRanges }), image)).toEqual([
    0, 64,
  ]);
  const recorded = decoderOf([image], { valueRanges });
  expect(await gray(recorded, image)).toEqual([0, 128]);
  expect(recorded.account().valueRanges).toEqual({ float32: [0, 2] });
});

test('all of 16 bits is scaled as ever, in silence; 12 bits in 16 by what they use', async () => {
  const words = (...values: number[]) =>
    tiffFile({ ...shape, bits: 16 }, bytesOf('uint16', values));
  const full = decoderOf([words(0, 40_000)]);
  expect(await gray(full, words(0, 65_535))).toEqual([0, 255]);
  expect(full.account()).toEqual({ valueRanges: { uint16: [0, 65_535] } });
  const twelve = decoderOf([words(0, 4095)]);
  expect(await gray(twelve, words(0, 4095))).toEqual([0, 255]);
});

test('a type that no training image has is scaled by the range of the other images', async () => {
  const decoder = decoderOf([], {}, [floats(0, 1), floats(0, 2)]);
  expect(await gray(decoder, floats(0, 1))).toEqual([0, 128]);
});

test('missing values and further pages are reported', async () => {
  const about = { ...shape, bits: 32, format: 3, pages: 2 };
  const image = tiffFile(about, bytesOf('float32', [NaN, 1]));
  const decoder = decoderOf([image, floats(0, 1)]);
  await decoder.decode(image, shape);
  expect(decoder.account().notes?.slice(1)).toEqual([
    '1 image has missing or invalid values; they became black',
    '1 TIFF file has several pages; the first was used',
  ]);
});

test('-9999 among values far from it is missing, in the training images and in others', async () => {
  const image = floats(-9999, 100);
  const decoder = decoderOf([image, floats(0, 400)]);
  expect(await gray(decoder, image)).toEqual([0, 64]);
  expect(decoder.account()).toEqual({
    valueRanges: { float32: [0, 400] },
    notes: [
      '1 image of 32-bit floating-point values: 0 became black and 400 white, the range of the training images',
      '1 image has missing or invalid values (-9999); they became black',
    ],
  });
  const recorded = decoderOf([], { valueRanges: { float32: [0, 400] } });
  expect(await gray(recorded, floats(1e20, 100))).toEqual([0, 64]);
});

test('a value far from all others is doubted', async () => {
  const image = floats(-4000, 100);
  const decoder = decoderOf([image, floats(0, 300)]);
  expect(await gray(decoder, image)).toEqual([0, 243]);
  const note =
    '-4000 is far from all other 32-bit floating-point values (0 to 300), which became 19 of 256 gray ' +
    'levels; if it marks missing pixels, pass 0,300 as valueRange';
  expect(decoder.account()).toMatchObject({
    notes: [expect.any(String), note],
    noteRemedies: { [note]: 'if it marks missing pixels, pass 0,300 as {valueRange}' },
  });
  const given = decoderOf([image], { valueRange: [0, 300] });
  expect(await gray(given, image)).toEqual([0, 85]);
  expect(given.account().noteRemedies).toBeUndefined();
});

test('a few values far from all others are doubted in a PNG of 16 bits as in a TIFF', async () => {
  const values = Uint16Array.from({ length: 64 * 64 }, (_, at) => at % 900);
  values.set([60_000, 65_535], 100);
  const raw = { width: 64, height: 64, channels: 1 } as const;
  const png = await sharp(values, { raw }).toColourspace('grey16').png().toBuffer();
  const tiff = tiffFile({ height: 64, width: 64, bits: 16 }, bytesOf('uint16', [...values]));
  const notes = await Promise.all(
    [png, tiff].map(async (image) => {
      const decoder = decoderOf([image]);
      await decoder.decode(image, { height: 64, width: 64 });
      return decoder.account().notes;
    }),
  );
  const note =
    '0.05 % of the 16-bit values are outside 0 to 900; because of them all others became 5 of 256 gray ' +
    'levels; to use all levels for the others, pass 0,900 as valueRange';
  expect(notes).toEqual([[note], [note]]);
});

test('images of 8 bits are not mentioned', async () => {
  const decoder = decoderOf([]);
  await decoder.decode(tiffFile({ ...shape, bits: 8 }, Uint8Array.of(1, 2)), shape);
  expect(decoder.account()).toEqual({});
});
