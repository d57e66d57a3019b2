import type { EpochMetrics } from '../metrics/metrics-table.js';
import { bestEpoch } from './run-progress.js';

const measured = (
  accuracies: readonly (number | undefined)[],
  validationImages?: number,
): EpochMetrics[] =>
  accuracies.map((validationTop1, at) => ({
    ...{ epoch: at + 1, trainLoss: 1, temperature: 0.5, imagesPerSecond: 1, durationSeconds: 1 },
    ...{ dataWaitShare: 0, validationTop1 },
    ...(validationTop1 !== undefined && { validationImages }),
  }));

const best = (...given: Parameters<typeof measured>) => bestEpoch(measured(...given))?.epoch;

test('a lucky epoch is not the best on few images, but is on many', () => {
  const accuracies = [60, 80, 74, 73];
  // 1/√100 is 10 points, 1/√10,000 one.
  expect(best(accuracies, 100)).toBe(4);
  expect(best(accuracies, 10_000)).toBe(2);
});

test('an epoch after which the encoder became clearly worse is the best', () => {
  expect(best([50, 90, 88, 40, 20], 100)).toBe(3);
});

test('of epochs that are within the margin it is the latest', () => {
  // The margin of 400 images is 5 points: 75.1 is within, 74.9 is not.
  expect(best([80, 75.1], 400)).toBe(2);
  expect(best([80, 74.9], 400)).toBe(1);
});

test('what is picked after each epoch is what is picked at the end', () => {
  const accuracies = [61, 55, 70, 64, 71.5, 60, 66, 72, 69, 68];
  let saved: number | undefined;
  accuracies.forEach((_, at) => {
    const so = measured(accuracies.slice(0, at + 1), 500);
    if (bestEpoch(so) === so.at(-1)) saved = at + 1;
    expect(saved).toBe(bestEpoch(so)?.epoch);
  });
});

test('epochs of earlier versions, without the number of images, are picked as then: the first highest', () => {
  expect(best([50, 80, 80, 79])).toBe(2);
  // A run of then that goes on now: the weights of its best epoch stay until there is one as good.
  const earlier = measured([50, 80, 60]);
  const goesOn = (accuracy: number) =>
    bestEpoch([...earlier, { ...measured([accuracy], 100)[0], epoch: 4 } as EpochMetrics])?.epoch;
  expect(goesOn(69)).toBe(2);
  expect(goesOn(71)).toBe(4);
});

test('epochs that were not validated are never the best', () => {
  expect(best([undefined, 50, undefined], 100)).toBe(2);
  expect(best([undefined, undefined], 100)).toBeUndefined();
  expect(best([])).toBeUndefined();
});
