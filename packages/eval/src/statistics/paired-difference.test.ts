import { pairedDifference } from './paired-difference.js';

/** Of N images, `first` right only for the first classifier, `second` only for the second, the rest for both. */
const pairs = (images: number, [first, second]: readonly [number, number]) => {
  const of = (wrong: (image: number) => boolean) =>
    Array.from({ length: images }, (_, image) => Number(!wrong(image)));
  return [
    of((image) => image >= first && image < first + second),
    of((image) => image < first),
  ] as const;
};

test('by hand: 10 of 98 images against 5', () => {
  // (10 − 5) / 100, and √(15 + 1 − 25/100) / 100.
  const { difference, interval } = pairedDifference(...pairs(98, [10, 5]));
  expect(difference).toBeCloseTo(5 / 98, 15);
  expect(interval.low).toBeCloseTo(0.05 - 1.959964 * 0.0396863, 6);
  expect(interval.high).toBeCloseTo(0.05 + 1.959964 * 0.0396863, 6);
});

test('equal classifiers differ by 0, with an interval around it that shrinks with more images', () => {
  for (const images of [1, 10, 1000]) {
    const { difference, interval } = pairedDifference(...pairs(images, [0, 0]));
    expect(difference).toBe(0);
    expect(interval.high).toBeCloseTo(1.959964 / (images + 2), 6);
    expect(interval.low).toBe(-interval.high);
  }
});

test('exchanged classifiers have the opposite difference, within [-1, 1]', () => {
  const [first, second] = pairs(6, [6, 0]);
  const one = pairedDifference(first, second);
  const other = pairedDifference(second, first);
  expect([one.difference, other.difference]).toEqual([1, -1]);
  expect(one.interval.high).toBe(1);
  expect(one.interval.low).toBeCloseTo(-other.interval.high, 15);
});

test('the interval holds the true difference in 95 of 100 draws', () => {
  let state = 1;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  // Correlated: the second is right for half of the images that the first gets right.
  let held = 0;
  for (let draw = 0; draw < 2000; draw++) {
    const first = Array.from({ length: 60 }, () => Number(random() < 0.8));
    const second = first.map((right) => Number(random() < (right ? 0.75 : 0.4)));
    const { low, high } = pairedDifference(first, second).interval;
    const truth = 0.8 - (0.8 * 0.75 + 0.2 * 0.4);
    if (low <= truth && truth <= high) held++;
  }
  // Two standard errors of the share: 0.01.
  expect(held / 2000).toBeGreaterThan(0.94);
  expect(held / 2000).toBeLessThan(0.97);
});

test.each([
  [0, 0],
  [2, 3],
])('%s and %s images are refused', (one, other) => {
  expect(() => pairedDifference(new Array<number>(one), new Array<number>(other))).toThrow(
    new RangeError(
      `pairedDifference: both must have as many images, at least one, got ${one} and ${other}`,
    ),
  );
});
