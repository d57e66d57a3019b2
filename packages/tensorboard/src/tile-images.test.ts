import { tileImages } from './tile-images.js';

test('images are arranged in rows, and unused cells are black', () => {
  // Three images [1, 2, 1] in rows of two.
  const images = { height: 1, width: 2, channels: 1, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  expect(tileImages(images, 2)).toEqual({
    height: 2,
    width: 4,
    channels: 1,
    pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 0, 0),
  });
  expect(tileImages(images, 2, 3)).toMatchObject({ height: 3, width: 4 });
});

test('rows of pixels of images in the same row are joined', () => {
  const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  // Two images [2, 1, 3].
  expect(tileImages({ height: 2, width: 1, channels: 3, pixels }, 2).pixels).toEqual(
    Uint8Array.of(1, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12),
  );
});
