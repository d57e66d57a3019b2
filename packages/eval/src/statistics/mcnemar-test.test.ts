import { mcnemarTest } from './mcnemar-test.js';

const outcomes = (both: number, onlyFirst: number, onlySecond: number) => {
  const of = (...parts: (readonly [right: number, images: number])[]) =>
    parts.flatMap(([right, images]) => new Array<number>(images).fill(right));
  return [
    of([1, both], [1, onlyFirst], [0, onlySecond]),
    of([1, both], [0, onlyFirst], [1, onlySecond]),
  ] as const;
};

// statsmodels 0.15.0: mcnemar([[50, b], [c, 33]], exact=True).pvalue
test.each([
  [12, 5, 0.143463134765625],
  [10, 0, 0.001953125],
  [3, 3, 1],
  [230, 180, 0.015421021671461307],
])('as in statsmodels: %d against %d', (onlyFirst, onlySecond, probability) => {
  const found = mcnemarTest(...outcomes(50, onlyFirst, onlySecond));
  expect([found.onlyFirst, found.onlySecond]).toEqual([onlyFirst, onlySecond]);
  expect(found.probability).toBeCloseTo(probability, 12);
});

test('classifiers that agree on every image, and thousands of disagreements', () => {
  expect(mcnemarTest(...outcomes(9, 0, 0)).probability).toBe(1);
  expect(mcnemarTest(...outcomes(0, 4000, 1000)).probability).toBeLessThan(1e-300);
});

test('different numbers of images are refused', () => {
  expect(() => mcnemarTest([1], [1, 0])).toThrow(
    new RangeError('mcnemarTest: both must have as many images, got 1 and 2'),
  );
});
