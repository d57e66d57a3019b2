import { UsedValues } from './used-values.js';

const usedBy = (...images: readonly (readonly number[])[]) => {
  const used = new UsedValues();
  for (const values of images) {
    used.addSamples({
      ...{ height: 1, width: values.length, channels: 1, colors: 1 },
      ...{ hasAlpha: false, isInverted: false, values: Float64Array.from(values) },
    });
  }
  return used;
};

test('the range of all images, without what is not finite', () => {
  const used = usedBy([3, NaN, 5], [4, -1, Infinity]);
  expect(used.range()).toEqual([-1, 5]);
  used.addRange([0, 9]);
  expect(used.range()).toEqual([-1, 9]);
  expect(usedBy([NaN]).range()).toBeUndefined();
  expect(usedBy([2, 2]).range()).toEqual([2, 2]);
});

test('alpha and a stated missing value do not count', () => {
  const used = new UsedValues();
  const image = { height: 1, width: 2, channels: 2, colors: 1, hasAlpha: true, isInverted: false };
  used.addSamples({ ...image, values: Float32Array.of(1, 65_535, 2, 65_535) });
  used.addSamples({ ...image, values: Float32Array.of(-7, 0, 3, 0) }, -7);
  expect(used.range()).toEqual([1, 3]);
});

test('a usual value for missing pixels counts only if it is near the others', () => {
  expect(usedBy([-9999, 12, 40], [-9999, 31]).range()).toEqual([12, 40]);
  expect(usedBy([0, 12_000, -9999]).range()).toEqual([-9999, 12_000]);
  // Whether it is near is decided by all images.
  expect(usedBy([-9999, 10], [0, 12_000]).range()).toEqual([-9999, 12_000]);
  expect(usedBy([-9999, -9999]).range()).toEqual([-9999, -9999]);
});

test('a single value far from the others is named', () => {
  expect(usedBy([-900, 3, 90, -900]).loneValue()).toEqual({ value: -900, others: [3, 90] });
  expect(usedBy([0, 7, 60_000]).loneValue()).toEqual({ value: 60_000, others: [0, 7] });
  expect(usedBy([0, 60, 7], [-500, 3]).loneValue()).toEqual({ value: -500, others: [0, 60] });
});

test('two values, evenly spread ones and unknown ones are not', () => {
  expect(usedBy([0, 1]).loneValue()).toBeUndefined();
  expect(usedBy([5]).loneValue()).toBeUndefined();
  expect(usedBy([0, 1, 2, 10]).loneValue()).toBeUndefined();
  const used = usedBy([-900, 3, 90]);
  used.addRange([0, 1]);
  expect(used.loneValue()).toBeUndefined();
});

describe('the range of nearly all values', () => {
  const background = Array.from({ length: 4000 }, () => 0);
  const picture = Array.from({ length: 4000 }, (_, at) => 100 + (at % 900));

  test('is named when few values stretch it far', () => {
    const used = usedBy(background, picture, [64_000, 65_535]);
    const { range, outside } = used.mainRange() ?? { range: [] };
    expect(range[0]).toBe(0);
    expect(range[1]).toBeGreaterThanOrEqual(998);
    expect(range[1]).toBeLessThan(1008);
    expect(outside).toBeCloseTo(2 / 8002, 10);
    expect(usedBy(picture, [-70_000, -69_000]).mainRange()?.range[1]).toBe(999);
  });

  test('is not when they are many, not far, or the picture itself', () => {
    expect(usedBy(picture, [4000, 4100]).mainRange()).toBeUndefined();
    expect(
      usedBy(
        picture,
        picture.map((value) => 70 * value),
      ).mainRange(),
    ).toBeUndefined();
    // A mask, and some spots on a dark background.
    expect(usedBy(background, [65_535]).mainRange()).toBeUndefined();
    expect(usedBy(background, [900, 20_000, 65_535]).mainRange()).toBeUndefined();
    expect(usedBy([]).mainRange()).toBeUndefined();
    const stated = usedBy(picture, [64_000, 65_535]);
    stated.addRange([0, 65_535]);
    expect(stated.mainRange()).toBeUndefined();
  });
});
