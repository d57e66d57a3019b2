import { beginEpoch } from './run-progress.js';
import { parseProgress } from './parse-progress.js';

const epoch = {
  ...{ epoch: 1, trainLoss: 2, temperature: 0.5, imagesPerSecond: 9, durationSeconds: 3 },
  ...{ dataWaitShare: 0.1, testTop1: 50, warnings: ['slow'] },
};
const progress = {
  ...{ epoch: 2, step: 3, seconds: 4.5, waitedSeconds: 0.5, metrics: [epoch] },
  sums: { loss: { sum: 6, count: 3 } },
};
const place = 'progress.metrics[0]';

test('what a run writes is read as it was', () => {
  expect(parseProgress(JSON.parse(JSON.stringify(progress)), 5)).toEqual(progress);
  expect(parseProgress(beginEpoch(1, []), 5)).toEqual(beginEpoch(1, []));
  // The run is complete.
  expect(parseProgress({ ...progress, step: 0, sums: {} }, 1).epoch).toBe(2);
});

test('a number that was not finite is left out', () => {
  const written = JSON.stringify({ ...progress, metrics: [{ ...epoch, effectiveRank: NaN }] });
  expect(parseProgress(JSON.parse(written), 5)).toEqual(progress);
});

test.each([
  [undefined, 'progress must be an object, got nothing'],
  [[progress], 'progress must be an object, got a list'],
  [{ epoch: 0 }, 'progress.epoch must be a whole number from 1 to 6, got 0'],
  [{ epoch: 7 }, 'progress.epoch must be a whole number from 1 to 6, got 7'],
  [{ epoch: '2' }, 'progress.epoch must be a whole number from 1 to 6, got "2"'],
  [{ epoch: 1e9 }, 'progress.epoch must be a whole number from 1 to 6, got 1000000000'],
  [{ epoch: 3 }, 'progress.metrics must have the 2 epochs before epoch 3, got 1'],
  [{ step: -1 }, 'progress.step must be a whole number of at least 0, got -1'],
  [{ step: 2.5 }, 'progress.step must be a whole number of at least 0, got 2.5'],
  [{ seconds: -1 }, 'progress.seconds must be a number of at least 0, got -1'],
  [{ seconds: null }, 'progress.seconds must be a number of at least 0, got null'],
  [{ waitedSeconds: true }, 'progress.waitedSeconds must be a number of at least 0, got true'],
  [{ metrics: {} }, 'progress.metrics must be a list, got an object'],
  [{ sums: [] }, 'progress.sums must be an object, got a list'],
  [{ sums: { loss: 3 } }, 'progress.sums.loss must be an object, got 3'],
  [{ sums: { loss: { sum: '6', count: 3 } } }, 'progress.sums.loss.sum must be a number, got "6"'],
  [
    { sums: { loss: { sum: 6, count: 4 } } },
    'progress.sums.loss.count must be a whole number from 1 to 3, got 4',
  ],
  [{ sums: { 'a\u001b[1m': 1 } }, String.raw`progress.sums.a\u001b[1m must be an object, got 1`],
  [{ metrics: [3] }, `${place} must be an object, got 3`],
  [{ metrics: [{ ...epoch, trainLoss: 'low' }] }, `${place}.trainLoss must be a number, got "low"`],
  [{ metrics: [{ ...epoch, trainLoss: null }] }, `${place}.trainLoss must be a number, got null`],
  [{ metrics: [{ ...epoch, testTop1: [50] }] }, `${place}.testTop1 must be a number, got a list`],
  [{ metrics: [{ ...epoch, epoch: 2 }] }, `${place}.epoch must be 1, got 2`],
  [{ metrics: [{ ...epoch, warnings: 'a' }] }, `${place}.warnings must be a list, got "a"`],
  [{ metrics: [{ ...epoch, warnings: [1] }] }, `${place}.warnings[0] must be text, got 1`],
  [{ metrics: [{ epoch: 1 }] }, `${place}.trainLoss must be a number, got nothing`],
])('%j is refused', (change, message) => {
  const value = Array.isArray(change) || change === undefined ? change : { ...progress, ...change };
  expect(() => parseProgress(value, 5)).toThrow(new TypeError(message));
});
