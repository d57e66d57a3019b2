import sharp from 'sharp';

import { contactSheet } from './contact-sheet.js';

async function decode(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (left: number, top: number) => [
    ...data.subarray((top * info.width + left) * 3, (top * info.width + left) * 3 + 3),
  ];
  return { width: info.width, height: info.height, channels: info.channels, at };
}

test('images lie in rows, enlarged, with white between them', async () => {
  const pixels = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const sheet = await decode(await contactSheet(pixels, { height: 1, width: 1, channels: 3 }, 2));
  expect(sheet).toMatchObject({ width: 2 * 68 + 4, height: 2 * 68 + 4, channels: 3 });
  expect(sheet.at(3, 4)).toEqual([255, 255, 255]);
  expect(sheet.at(4, 4)).toEqual([1, 2, 3]);
  expect(sheet.at(67, 67)).toEqual([1, 2, 3]);
  expect(sheet.at(68, 67)).toEqual([255, 255, 255]);
  expect(sheet.at(72, 4)).toEqual([4, 5, 6]);
  expect(sheet.at(4, 72)).toEqual([7, 8, 9]);
  expect(sheet.at(72, 72)).toEqual([255, 255, 255]);
});

test('gray images come out gray, and large ones as they are', async () => {
  const pixels = Uint8Array.from({ length: 70 * 80 }, (_, at) => at % 80);
  const sheet = await decode(await contactSheet(pixels, { height: 70, width: 80, channels: 1 }, 1));
  expect(sheet).toMatchObject({ width: 88, height: 78 });
  expect(sheet.at(4 + 33, 10)).toEqual([33, 33, 33]);
});
