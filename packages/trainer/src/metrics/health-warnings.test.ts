import type { EpochMetrics } from '../metrics/metrics-table.js';
import { healthWarnings } from './health-warnings.js';

const healthy = {
  trainLoss: 2,
  noLearningLoss: 3,
  queueFill: 1,
  featureSpread: 0.4,
  effectiveRank: 20,
} as EpochMetrics;
const epochs = (...changes: Partial<EpochMetrics>[]) =>
  changes.map((change) => ({ ...healthy, ...change }));
const stuck = { trainLoss: 2.98 };

test('a healthy run has none, nor one of which nothing is known', () => {
  expect(healthWarnings([])).toEqual([]);
  expect(healthWarnings(epochs({}, {}, {}, {}))).toEqual([]);
  expect(healthWarnings([{ trainLoss: 3 } as EpochMetrics])).toEqual([]);
});

test('a collapsed encoder is told by spread or rank', () => {
  const sentence = (spread: string, rank: string) =>
    `the encoder has collapsed: it maps every image to nearly the same feature (spread ${spread}, effective rank ${rank}); try a lower {lr}, a higher {momentum} or another {seed}, and check that the images differ`;
  expect(healthWarnings(epochs({ featureSpread: 0.001 }))).toEqual([sentence('0.001', '20.000')]);
  expect(healthWarnings(epochs({ effectiveRank: 1.02 }))).toEqual([sentence('0.400', '1.020')]);
  // It is the last epoch that counts.
  expect(healthWarnings(epochs({ featureSpread: 0 }, {}))).toEqual([]);
});

test('three epochs at the loss of no learning are told, with a queue of real keys', () => {
  const sentence =
    'the run is not learning: for 3 epochs the loss has stayed at 3.000, the loss of an encoder that cannot tell positive pairs from negatives; try a lower {temperature}, another {lr}, or larger crops ({cropScale} 0.3,1)';
  expect(healthWarnings(epochs(stuck, stuck, stuck))).toEqual([sentence]);
  expect(healthWarnings(epochs(stuck, stuck))).toEqual([]);
  expect(healthWarnings(epochs(stuck, {}, stuck))).toEqual([]);
  const filling = { ...stuck, queueFill: 0.9 };
  expect(healthWarnings(epochs(filling, stuck, stuck))).toEqual([]);
  // SimCLR has no queue.
  const without = { ...stuck, queueFill: undefined };
  expect(healthWarnings(epochs(without, without, without))).toEqual([sentence]);
});
