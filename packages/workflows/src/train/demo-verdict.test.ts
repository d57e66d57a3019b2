import { demoVerdict } from './demo-verdict.js';

const interval = (value: number) => ({ low: value - 0.05, high: value + 0.05 });
const named = (name: string, top1: number) => ({
  ...{ name, knn: { top1, top5: 1, top1Interval: interval(top1) } },
});
const searched = (name: string, five: number) => ({
  ...named(name, 0.5),
  retrieval: {
    ...{ recall: [0.1, five, 1], meanAveragePrecision: 0.5, queries: 9 },
    recallIntervals: [interval(0.1), interval(five), interval(1)],
  },
});
const chance = { name: 'chance', knn: { top1: 0.1, top5: 0.5 } };

test('it says whether training helped, and whether the intervals are apart', () => {
  const verdict = (trained: number, pixels: number, random: number) =>
    demoVerdict([
      ...[named('trained encoder', trained), named('raw pixels', pixels)],
      ...[named('random weights', random), chance],
    ]);
  expect(verdict(0.83, 0.7, 0.6)).toBe(
    'kNN is right for 83.0 % of the test images, with raw pixels for 70.0 %: the 95 % intervals are apart, so training helped.',
  );
  expect(verdict(0.83, 0.7, 0.8)).toBe(
    'kNN is right for 83.0 % of the test images, with random weights for 80.0 %: better, but the 95 % intervals overlap.',
  );
  expect(verdict(0.6, 0.7, 0.5)).toMatch(
    /: raw pixels did better, so this training did not help\.$/,
  );
});

test('with partners it is about finding them', () => {
  const rows = [searched('trained encoder', 0.79), searched('raw pixels', 0.65), chance];
  expect(demoVerdict(rows)).toBe(
    "The other vendor's drawing is among the first five for 79.0 % of the test emoji, with raw pixels for 65.0 %: " +
      'the 95 % intervals are apart, so training helped.',
  );
  expect(demoVerdict([])).toBe('');
});
