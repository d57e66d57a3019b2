import { bootstrapInterval } from '../statistics/bootstrap-interval.js';
import { classificationReport } from './classification-report.js';

const lehmer =
  (seed = 1) =>
  () =>
    (seed = (seed * 16807) % 2147483647) / 2147483647;

test('by hand: five images of three classes', () => {
  const guesses = {
    predictions: Int32Array.of(0, 1, 1, 0, 0),
    before: Float64Array.of(0, 0, 0, 5, 6),
  };
  const random = lehmer();
  const report = classificationReport(guesses, [0, 1, 1, 1, 7], { classes: 8, random: lehmer() });
  expect(report.top1).toBe(3 / 5);
  expect(report.top5).toBe(3 / 5);
  expect(report.balanced).toBeCloseTo((1 + 2 / 3 + 0) / 3, 15);
  expect(report.top1Interval).toEqual(bootstrapInterval([1, 1, 1, 0, 0], {}, random));
  expect(report.top5Interval).toEqual(bootstrapInterval([1, 1, 1, 0, 0], {}, random));
  expect(report.perClass).toEqual([1, 2 / 3, NaN, NaN, NaN, NaN, NaN, 0]);
  expect(report.confusion[1]).toEqual([1, 2, 0, 0, 0, 0, 0, 0]);
  expect(report.confusion[7]?.[0]).toBe(1);
  expect([...report.right]).toEqual([1, 1, 1, 0, 0]);
});

test('all right or all wrong has an exact interval, unless nothing else is possible', () => {
  const right = { predictions: Int32Array.of(0, 1), before: new Float64Array(2) };
  const report = classificationReport(right, [0, 1], { classes: 2, random: lehmer() });
  // √0.025
  expect(report.top1Interval.low).toBeCloseTo(0.1581, 4);
  expect(report.top1Interval.high).toBe(1);
  expect(report.top5Interval).toEqual({ low: 1, high: 1 });
  const wrong = { predictions: Int32Array.of(1, 1), before: Float64Array.of(7, 6) };
  const none = classificationReport(wrong, [0, 0], { classes: 8, random: lehmer() });
  expect(none.top1Interval.high).toBeCloseTo(1 - 0.1581, 4);
  expect(none.top5Interval).toEqual(none.top1Interval);
});

test('a target that is no class is refused', () => {
  const guesses = { predictions: Int32Array.of(0), before: new Float64Array(1) };
  expect(() => classificationReport(guesses, [2], { classes: 2, random: lehmer() })).toThrow(
    new RangeError('confusionMatrix: targets must be classes from 0 to 1, got 2'),
  );
});
