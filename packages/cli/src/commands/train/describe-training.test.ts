import { stripVTControlCharacters } from 'node:util';

import type { EpochMetrics } from '@jssl/trainer';

import { colored, plain } from '../../fixtures/screens.js';
import { columnsOf } from '../../terminal/screen.js';
import { describeBalance, describeEpoch, describeStep, describeTime } from './describe-training.js';

const metrics: EpochMetrics = {
  epoch: 7,
  trainLoss: 6.12344,
  testTop1: 44.1,
  testTop5: 80,
  temperature: 0.5,
  validationTop1: 45.2,
  validationTop5: 81,
  jaccardLoss: 6,
  pLoss: 6,
  nLoss: 6,
  imagesPerSecond: 350.4,
  durationSeconds: 125,
  dataWaitShare: 0.012,
};
const health = {
  noLearningLoss: 8.31776,
  positiveJaccard: 0.83,
  negativeJaccard: 0.21,
  positiveCosineP: 0.9,
  negativeCosineP: -0.02,
  positiveCosineN: 0.8,
  negativeCosineN: 0.1,
  queueFill: 0.4,
  featureSpread: 0.98,
  effectiveRank: 41.23,
  gradientNorm: 0.5,
  residentMegabytes: 600,
  numTensors: 300,
  warnings: ['told elsewhere'],
};
const losses = [8, 7.5, 7, 6.5, 6.4, 6.3, 6.12];
const settings = { epochs: 500 };

test('an epoch at 60, 80 and 120 columns', () => {
  const epoch = (columns: number) =>
    describeEpoch({ ...metrics, ...health }, { ...settings, losses }, plain(columns));
  expect(epoch(60)).toEqual([
    'epoch   7/500  loss 6.1234 of 8.3178  kNN validation 45.20 %',
    '  kNN test 44.10 %  350 images/s  2m 05s  data 1 %  █▆▄▂▂▁▁',
    '  J 0.83:0.21  p 0.90:-0.02  n 0.80:0.10  spread 0.98',
    '  rank 41.2  gradient 0.50  queue 40 %',
  ]);
  expect(epoch(80)).toEqual([
    'epoch   7/500  loss 6.1234 of 8.3178  kNN validation 45.20 %  kNN test 44.10 %',
    '  350 images/s  2m 05s  data 1 %  █▆▄▂▂▁▁',
    '  J 0.83:0.21  p 0.90:-0.02  n 0.80:0.10  spread 0.98  rank 41.2  gradient 0.50',
    '  queue 40 %',
  ]);
  expect(epoch(120)).toEqual([
    'epoch   7/500  loss 6.1234 of 8.3178  kNN validation 45.20 %  kNN test 44.10 %  350 images/s  2m 05s  data 1 %  █▆▄▂▂▁▁',
    '  J 0.83:0.21  p 0.90:-0.02  n 0.80:0.10  spread 0.98  rank 41.2  gradient 0.50  queue 40 %',
  ]);
});

test.each([60, 80, 120])('at %d columns colors change no line’s text or width', (columns) => {
  const [colors, text] = [colored, plain].map((screen) =>
    describeEpoch({ ...metrics, ...health }, { ...settings, losses }, screen(columns)),
  );
  expect(colors).not.toEqual(text);
  expect(colors?.map(stripVTControlCharacters)).toEqual(text);
  for (const line of text ?? []) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
  // The number of the epoch is bold, what is measured with labels green, the curve cyan, health dim.
  expect(colors?.[0]).toContain('\u001b[1mepoch   7/500\u001b[22m');
  expect(colors?.[0]).toContain('\u001b[32mkNN validation 45.20 %\u001b[39m');
  expect(colors?.join('')).toContain('\u001b[36m█▆▄▂▂▁▁\u001b[39m');
  expect(colors?.at(-1)).toMatch(/^\u001b\[2m {2}.*queue 40 %\u001b\[22m$/);
});

test('where nobody looks on, a line is as long as it is, and there is no curve', () => {
  expect(
    describeEpoch({ ...metrics, ...health }, { ...settings, losses }, plain(Infinity)),
  ).toEqual([
    'epoch   7/500  loss 6.1234 of 8.3178  kNN validation 45.20 %  kNN test 44.10 %  350 images/s  2m 05s  data 1 %',
    '  J 0.83:0.21  p 0.90:-0.02  n 0.80:0.10  spread 0.98  rank 41.2  gradient 0.50  queue 40 %',
  ]);
});

test('of unbalanced classes balanced accuracies follow, and k is reported', () => {
  const unbalanced = { ...metrics, testBalanced: 31.256, validationBalanced: 45.2, k: 25 };
  expect(describeEpoch(unbalanced, { ...settings, losses }, plain(Infinity))).toEqual([
    'epoch   7/500  loss 6.1234  kNN validation 45.20 %  kNN test 44.10 % (balanced 31.26 %)  k 25  350 images/s  2m 05s  data 1 %',
  ]);
});

test('what is always right is told of unbalanced classes', () => {
  const most = { name: 'most frequent class', class: 'cats', label: 3 } as const;
  expect(describeBalance({ ...most, top1: 0.43, top5: 0.9, balanced: 1 / 9 })).toBe(
    'classes are unbalanced: always guessing cats is right for 43.00 % of the test images',
  );
});

test('what was not measured is not there', () => {
  const unlabeled = { ...metrics, validationTop1: undefined, testTop1: undefined };
  expect(describeEpoch(unlabeled, { epochs: 9, losses: [6] }, plain(80))).toEqual([
    'epoch 7/9  loss 6.1234  350 images/s  2m 05s  data 1 %',
  ]);
  const full = { ...unlabeled, positiveJaccard: 0.5, queueFill: 1, featureSpread: 1 };
  expect(describeEpoch(full, { epochs: 9, losses: [] }, plain(80)).slice(1)).toEqual([
    '  spread 1.00',
  ]);
});

test('the last epochs alone are drawn in a line', () => {
  const many = Array.from({ length: 50 }, (_, at) => 50 - at);
  const [line] = describeEpoch(
    { ...metrics, testTop1: undefined },
    { ...settings, losses: many },
    plain(120),
  );
  expect(line).toMatch(/ {2}█[▁-█]{14}▁$/);
});

test('a step tells first what matters most', () => {
  const step = { epoch: 3, epochs: 500, step: 10, steps: 390, loss: 7.12345 };
  const speed = { imagesPerSecond: 350.4, secondsLeft: 7620, dataWaitShare: 0.012 };
  expect(describeStep({ ...step, ...speed })).toEqual([
    'epoch 3/500',
    'loss 7.1235',
    '2h 07m left',
    'step 10/390',
    '350 images/s',
    'data 1 %',
  ]);
});

test.each([
  [1, 45, '1 epoch will take about 45s at the measured speed of this machine'],
  [500, 1_100_000, '500 epochs will take about 12d 17h at the measured speed of this machine'],
])('the time of %s epochs', (epochs, seconds, expected) => {
  expect(describeTime({ epochs }, seconds)).toBe(expected);
});
