import { correlation, countsOf, kolmogorov, uniform, unevenness } from '../fixtures/statistics.js';
import { keyedRandom } from './keyed-random.js';

const draws = (count: number, ...key: number[]) => {
  const random = keyedRandom(...key);
  return Array.from({ length: count }, () => random());
};

/** The first number of `count` keys that differ by 1 in their last part. */
const firstOfNeighbors = (count: number, ...key: number[]) =>
  Array.from({ length: count }, (_, index) => keyedRandom(...key, index)());

test('the numbers of a key never change: a resumed run draws them again', () => {
  const [first, second, third] = [3232167850, 2378613866, 48291541].map((word) => word / 2 ** 32);
  expect(draws(3, 7, 1, 0)).toEqual([first, second, third]);
});

test('a key gives its numbers regardless of other generators', () => {
  const [one, other] = [keyedRandom(1, 2), keyedRandom(1, 3)];
  const mixed = Array.from({ length: 50 }, () => [one(), other()]);
  expect(mixed.map(([value]) => value)).toEqual(draws(50, 1, 2));
  expect(mixed.map(([, value]) => value)).toEqual(draws(50, 1, 3));
});

test('every part, their order and their number matter, up to 2^53 and below 0', () => {
  const keys = [
    [],
    [0],
    [0, 0],
    [1],
    [-1],
    [1, 2],
    [2, 1],
    [1, 2, 0],
    [2 ** 31],
    [-(2 ** 31)],
    [2 ** 32],
    [2 ** 32 - 1],
    [2 ** 32 + 1],
    [2 ** 52 + 1],
    [Number.MAX_SAFE_INTEGER],
    [Number.MIN_SAFE_INTEGER],
  ];
  const firsts = keys.map((key) => draws(2, ...key).join());
  expect(new Set(firsts).size).toBe(keys.length);
});

test('no two of 200,000 keys start with the same numbers', () => {
  const starts = new Set<string>();
  for (let epoch = 0; epoch < 2; epoch++) {
    for (let image = 0; image < 50_000; image++) {
      for (let view = 0; view < 2; view++) starts.add(draws(2, 0, epoch, image, view).join());
    }
  }
  expect(starts.size).toBe(200_000);
});

describe('uniform on [0, 1)', () => {
  test.each([
    ['the numbers of one key', draws(65_536, 3, 1)],
    ['the first numbers of neighboring keys', firstOfNeighbors(65_536, 3, 1)],
  ])('%s', (_, values) => {
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(kolmogorov(values, uniform(0, 1))).toBeLessThan(1.95);
    const bins = countsOf(
      values.map((value) => Math.floor(value * 256)),
      256,
    );
    expect(unevenness(bins)).toBeLessThan(4);
    // The low 16 of the 32 bits are as uniform as the high ones.
    const low = countsOf(
      values.map((value) => Math.floor(value * 2 ** 24) % 256),
      256,
    );
    expect(unevenness(low)).toBeLessThan(4);
  });
});

describe('independent', () => {
  /** Pairs in a grid of 16 x 16. */
  const pairs = (first: readonly number[], second: readonly number[]) =>
    countsOf(
      first.map((value, at) => Math.floor(value * 16) * 16 + Math.floor((second[at] ?? NaN) * 16)),
      256,
    );
  const count = 65_536;
  const values = firstOfNeighbors(count, 5, 1);
  const stream = draws(count, 5, 1);

  test.each([
    ['neighboring keys', values.slice(1), values.slice(0, -1)],
    ['keys of two epochs', firstOfNeighbors(count, 5, 2), values],
    ['keys of two runs', firstOfNeighbors(count, 6, 1), values],
    ['successive numbers of a key', stream.slice(1), stream.slice(0, -1)],
  ])('%s', (_, first, second) => {
    expect(Math.abs(correlation(first, second)) * Math.sqrt(first.length)).toBeLessThan(3.3);
    expect(unevenness(pairs(first, second))).toBeLessThan(4);
  });

  test('the next key changes half of the bits', () => {
    const words = values.map((value) => value * 2 ** 32);
    const changed = words.slice(1).map((word, at) => {
      const bits = (word ^ (words[at] ?? NaN)) >>> 0;
      return bits.toString(2).replaceAll('0', '').length;
    });
    const average = changed.reduce((sum, bits) => sum + bits, 0) / changed.length;
    // 32 fair bits: a deviation of √8 each time.
    expect(Math.abs(average - 16)).toBeLessThan(3.3 * Math.sqrt(8 / changed.length));
  });
});

test.each([0.5, NaN, Infinity, 2 ** 53])('a part of %p is refused', (part) => {
  expect(() => keyedRandom(1, part)).toThrow(
    new RangeError(`keyedRandom: key must consist of safe integers, got ${part}`),
  );
});
