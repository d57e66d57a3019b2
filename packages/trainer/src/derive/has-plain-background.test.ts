import { hasPlainBackground } from './has-plain-background.js';

/** Images of 16×16 pixels whose values are a function of the place and the image. */
function imagesOf(channels: number, value: (y: number, x: number, image: number) => number) {
  const pixelsOf = (image: number) =>
    Array.from({ length: 256 * channels }, (_, at) => {
      const pixel = Math.floor(at / channels);
      return value(Math.floor(pixel / 16), pixel % 16, image);
    });
  const read = (indices: ArrayLike<number>) =>
    Uint8Array.from(Array.from(indices, pixelsOf).flat());
  return { height: 16, width: 16, channels, train: { length: 400, name: String, read } };
}

const isInside = (y: number, x: number) => y > 2 && y < 13 && x > 2 && x < 13;

test.each([1, 3])(
  'things on white, on black and on noisy paper have one, %i channels',
  (channels) => {
    const thing = (y: number, x: number) => (y * 37 + x * 11) % 256;
    const on = (paper: (image: number) => number) =>
      imagesOf(channels, (y, x, image) => (isInside(y, x) ? thing(y, x) : paper(image)));
    expect(hasPlainBackground(on(() => 255))).toBe(true);
    expect(hasPlainBackground(on(() => 0))).toBe(true);
    expect(hasPlainBackground(on((image) => 200 + (image % 16)))).toBe(true);
  },
);

test('photographs have none, even if each is of one color at its border', () => {
  expect(
    hasPlainBackground(imagesOf(3, (y, x, image) => (y * 37 + x * 91 + image * 7) % 256)),
  ).toBe(false);
  expect(hasPlainBackground(imagesOf(3, (_y, _x, image) => (image * 67) % 256))).toBe(false);
});

test('things that touch the border at one side keep it', () => {
  expect(hasPlainBackground(imagesOf(1, (y, x) => (x > 12 ? 90 : isInside(y, x) ? 200 : 0)))).toBe(
    true,
  );
});
