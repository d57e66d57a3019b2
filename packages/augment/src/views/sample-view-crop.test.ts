import { sampleViews } from '../fixtures/sample-views.js';
import {
  correlation,
  countsOf,
  deviations,
  kolmogorov,
  mean,
  uniform,
  unevenness,
  variance,
} from '../fixtures/statistics.js';
import { sampleView, type ViewParameters } from './sample-view.js';
import { defaultViewOptions } from './view-options.js';

const { exp, log, round, sqrt } = Math;
const count = 20_000;
const views = sampleViews(4000, 4000);

/**
 * RandomResizedCrop by quadrature: area and log of the ratio are uniform, and an attempt
 * counts if the crop fits into the image.
 */
function expectedCrops(height: number, width: number) {
  const steps = 400;
  const [least, most] = [log(3 / 4), log(4 / 3)];
  const areas = Array.from({ length: steps }, (_, at) => 0.08 + (0.92 * (at + 0.5)) / steps);
  const ratios = Array.from({ length: steps }, (_, at) => {
    return least + ((most - least) * (at + 0.5)) / steps;
  });
  const [byArea, byRatio] = [areas.map(() => 0), ratios.map(() => 0)];
  areas.forEach((area, row) => {
    ratios.forEach((ratio, column) => {
      const fits =
        round(sqrt(area * height * width * exp(ratio))) <= width &&
        round(sqrt((area * height * width) / exp(ratio))) <= height;
      if (!fits) return;
      byArea[row] = (byArea[row] ?? NaN) + 1;
      byRatio[column] = (byRatio[column] ?? NaN) + 1;
    });
  });
  const accepted = byArea.reduce((sum, one) => sum + one, 0);
  const distribution = (masses: number[], from: number, to: number) => {
    let sum = 0;
    const shares = [0, ...masses.map((mass) => (sum += mass) / accepted)];
    return (value: number) => {
      // Rounding to whole pixels may leave the range slightly.
      const at = Math.min(1, Math.max(0, (value - from) / (to - from))) * steps;
      const [below = NaN, above = 1] = [shares[Math.floor(at)], shares[Math.floor(at) + 1]];
      return below + (at - Math.floor(at)) * (above - below);
    };
  };
  const meanArea = byArea.reduce((sum, mass, at) => sum + mass * (areas[at] ?? NaN), 0) / accepted;
  return {
    accepted: accepted / steps ** 2,
    meanArea,
    area: distribution(byArea, 0.08, 1),
    logRatio: distribution(byRatio, least, most),
  };
}

const areaOf = (height: number, width: number) => (view: ViewParameters) =>
  (view.box.height * view.box.width) / (height * width);
const logRatioOf = ({ box }: ViewParameters) => log(box.width / box.height);

test('area and log of the ratio of a square image', () => {
  const expected = expectedCrops(4000, 4000);
  const areas = views.map(areaOf(4000, 4000));
  // With large areas only near-square crops fit: 86 % of the attempts.
  expect(expected.accepted).toBeCloseTo(0.858, 3);
  expect(kolmogorov(areas, expected.area)).toBeLessThan(1.95);
  expect(kolmogorov(views.map(logRatioOf), expected.logRatio)).toBeLessThan(1.95);
  expect(Math.abs(mean(areas) - expected.meanArea)).toBeLessThan(
    3.3 * sqrt(variance(areas) / count),
  );
});

test('a wide image: what fits within ten attempts, else the center at the largest ratio', () => {
  const expected = expectedCrops(1000, 4000);
  const wide = sampleViews(1000, 4000);
  const central = { top: 0, left: 1333, height: 1000, width: 1333 };
  const isCentral = ({ box }: ViewParameters) => box.height === 1000 && box.width === 1333;
  const failed = wide.filter(isCentral);
  for (const { box } of failed) expect(box).toEqual(central);
  expect(Math.abs(deviations(failed.length, count, (1 - expected.accepted) ** 10))).toBeLessThan(
    3.3,
  );
  const fitting = wide.filter((view) => !isCentral(view));
  expect(kolmogorov(fitting.map(areaOf(1000, 4000)), expected.area)).toBeLessThan(1.95);
  expect(kolmogorov(fitting.map(logRatioOf), expected.logRatio)).toBeLessThan(1.95);
});

test('its position is uniform, and independent of its size', () => {
  const across = views.map(({ box }) => (box.left + 0.5) / (4000 - box.width + 1));
  const down = views.map(({ box }) => (box.top + 0.5) / (4000 - box.height + 1));
  expect(kolmogorov(across, uniform(0, 1))).toBeLessThan(1.95);
  expect(kolmogorov(down, uniform(0, 1))).toBeLessThan(1.95);
  const areas = views.map(areaOf(4000, 4000));
  for (const [first, second] of [
    [across, down],
    [across, areas],
    [down, areas],
  ] as const) {
    expect(Math.abs(correlation(first, second)) * sqrt(count)).toBeLessThan(3.3);
  }
});

test('the last row and column are reached as often as the others', () => {
  const boxes = sampleViews(6, 6, { cropScale: [4 / 9, 4 / 9], cropRatio: [1, 1] }, 9000);
  expect(new Set(boxes.map(({ box }) => `${box.height}x${box.width}`))).toEqual(new Set(['4x4']));
  const places = countsOf(
    boxes.map(({ box }) => box.top * 3 + box.left),
    9,
  );
  expect(unevenness(places)).toBeLessThan(4);
});

/** A generator of the given numbers, then 0.5. */
const scripted = (...numbers: number[]) => {
  const left = [...numbers];
  return () => left.shift() ?? 0.5;
};
test('the tenth attempt counts, and is the last', () => {
  const options = { ...defaultViewOptions, cropScale: [0.25, 1] } as const;
  // Almost the whole area at a ratio of 3/4 is higher than the image; a quarter at ratio 1 fits.
  const boxAfter = (failing: number) => {
    const failures = Array.from({ length: failing }, () => [0.999, 0]).flat();
    return sampleView([8, 8], options, scripted(...failures, 0, 0.5)).box;
  };
  expect(boxAfter(9)).toEqual({ top: 2, left: 2, height: 4, width: 4 });
  expect(boxAfter(10)).toEqual({ top: 0, left: 0, height: 8, width: 8 });
});

test.each([
  { height: 8, width: 8, box: { top: 0, left: 0, height: 8, width: 8 } },
  { height: 1, width: 100, box: { top: 0, left: 49, height: 1, width: 1 } },
  { height: 100, width: 2, box: { top: 48, left: 0, height: 3, width: 2 } },
])('where nothing fits: the center of $height x $width', ({ height, width, box }) => {
  // The whole area at a ratio of 3/4, always.
  const options = { ...defaultViewOptions, cropScale: [1, 1] } as const;
  expect(sampleView([height, width], options, () => 0).box).toEqual(box);
});
