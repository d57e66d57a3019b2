import { imagesFromBytes } from './images-from-bytes.js';

test('every byte is divided by 255', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const images = imagesFromBytes(bytes, [2, 4, 32, 1]);
  expect([images.shape, images.dtype]).toEqual([[2, 4, 32, 1], 'float32']);
  expect([...images.dataSync()]).toEqual(Array.from(bytes, (byte) => Math.fround(byte / 255)));
});

test('errors', () => {
  expect(() => imagesFromBytes(new Uint8Array(11), [1, 2, 2, 3])).toThrow(
    new RangeError('imagesFromBytes: bytes must have length 12 for images [1, 2, 2, 3], got 11'),
  );
});
