import { FITTED_SIDE } from './fit-tone.js';
import { detailOf } from './picture-detail.js';

const SIDE = FITTED_SIDE;
const [white, black, red] = [
  [255, 255, 255],
  [0, 0, 0],
  [220, 40, 40],
] as const;
/** A picture of the color of each point, given as distances from the center. */
const pictureOf = (colorAt: (x: number, y: number) => readonly number[]) =>
  Float32Array.from({ length: SIDE ** 2 }, (_, at) => at).reduce(
    (picture, at) => {
      const middle = (SIDE - 1) / 2;
      picture.set(colorAt((at % SIDE) - middle, Math.floor(at / SIDE) - middle), 3 * at);
      return picture;
    },
    new Float32Array(3 * SIDE ** 2),
  );

test.each<[string, (x: number, y: number) => boolean]>([
  ['nothing', () => false],
  ['a square', (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 9],
  ['a disc', (x, y) => Math.hypot(x, y) < 12],
  ['a small disc', (x, y) => Math.hypot(x, y) < 3],
  ['a ring', (x, y) => Math.abs(Math.hypot(x, y) - 11) < 3],
  ['a wide frame', (x, y) => Math.abs(Math.max(Math.abs(x), Math.abs(y)) - 12) < 3],
  ['a triangle', (x, y) => Math.abs(x) < (y + 14) / 2],
  ['a half', (x) => x < 4],
  ['two bars', (_, y) => Math.abs(Math.abs(y) - 6) < 2],
])('%s of one color has no detail', (_, isShape) => {
  expect(detailOf(pictureOf((x, y) => (isShape(x, y) ? red : white)))).toBe(0);
});

test('what lies within a shape is detail', () => {
  // 9 of 1024 points differ, and are inside of the disc.
  const eye = pictureOf((x, y) =>
    Math.max(Math.abs(x), Math.abs(y)) < 2 ? black : Math.hypot(x, y) < 14 ? red : white,
  );
  expect(detailOf(eye)).toBeGreaterThan(0.1);
  const shaded = pictureOf((x, y) => (Math.hypot(x, y) < 12 ? [128 - 10 * x, 0, 0] : white));
  expect(detailOf(shaded)).toBeGreaterThan(0.1);
});

test('a long outline is a picture by itself', () => {
  // Stripes of 2 points: 15 edges of 32 points, more than twice the frame of 128.
  expect(detailOf(pictureOf((x) => (((x + 16) >> 1) % 2 === 0 ? black : white)))).toBe(Infinity);
});
