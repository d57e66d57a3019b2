import { CodeIndex } from './code-index.js';
import { CODE_SIDE, spectraOf } from '../pictures/picture-codes.js';

/** A picture of waves [CODE_SIDE, CODE_SIDE]. */
const waves = (seed: number) =>
  Uint8Array.from({ length: CODE_SIDE ** 2 }, (_, at) => {
    const [x, y] = [at % CODE_SIDE, Math.floor(at / CODE_SIDE)];
    const wave = (one: number) => Math.sin(one * seed + x * (0.1 + 0.07 * one) + y * 0.09 * one);
    return Math.round(127 + 25 * (wave(1) + wave(2) + wave(3) + wave(4)));
  });
/** Left and right exchanged. */
const mirrored = (gray: Uint8Array) =>
  gray.map((_, at) => gray[at - (at % CODE_SIDE) + CODE_SIDE - 1 - (at % CODE_SIDE)] ?? 0);
/** Rows become columns. */
const transposed = (gray: Uint8Array) =>
  gray.map((_, at) => gray[(at % CODE_SIDE) * CODE_SIDE + Math.floor(at / CODE_SIDE)] ?? 0);
const whole = (gray: Uint8Array) => spectraOf(gray, 1);
function indexOf(pictures: readonly Uint8Array[]): CodeIndex {
  const index = new CodeIndex(pictures.length);
  for (const spectrum of pictures.flatMap(whole)) index.add(spectrum);
  return index;
}

test('a picture, its mirror image and its transpose are found among others, itself is not', () => {
  const pictures = [1, 2, 3, 4, 5, 6].map(waves);
  const [first = waves(1)] = pictures;
  const index = indexOf([...pictures, mirrored(first), transposed(first)]);
  const found = (id: number, gray: Uint8Array) =>
    index
      .find(id, whole(gray))
      .found.filter(({ bits }) => bits === 0)
      .map((one) => [one.id, one.orientation]);
  expect(found(0, first)).toEqual([
    [6, 1],
    [7, 4],
  ]);
  expect(found(-1, waves(3))).toEqual([[2, 0]]);
});

test('among very many equal codes only some are compared, which is said', () => {
  const few = indexOf(Array.from({ length: 100 }, () => waves(1)));
  expect(few.find(0, whole(waves(1)))).toMatchObject({ capped: false });
  const many = indexOf(Array.from({ length: 1000 }, () => waves(1)));
  const { found, capped } = many.find(0, whole(waves(1)));
  expect(capped).toBe(true);
  expect(found).toHaveLength(24);
});

test('a symmetric picture is found flipped and a little changed, where half of its signs are chance', () => {
  const bell = (at: number, noise: number) => {
    const [x, y] = [(at % CODE_SIDE) - 11.5, Math.floor(at / CODE_SIDE)];
    // Left and right are equal, up to a level of noise.
    return Math.round(128 + 100 * Math.exp(-(x * x) / 40) * Math.cos(y / 5) + noise);
  };
  const picture = Uint8Array.from({ length: CODE_SIDE ** 2 }, (_, at) => bell(at, 0));
  const noisy = Uint8Array.from({ length: CODE_SIDE ** 2 }, (_, at) =>
    bell(at, Math.sin(at * 12.9898) * 1.5),
  );
  const index = indexOf([1, 2, 3].map(waves).concat(noisy));
  const [best] = index.find(-1, whole(picture)).found;
  expect(best).toMatchObject({ id: 3, orientation: 0 });
  expect(best?.bits).toBeLessThan(3);
});
