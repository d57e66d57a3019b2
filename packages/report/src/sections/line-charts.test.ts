import type { RunSummary } from '@jssl/trainer';

import { metrics, run } from '../fixtures/hand-made.js';
import { lineCharts, noLearningLoss } from './line-charts.js';

/** The run as one that recorded only the metrics of every version. */
const plain: RunSummary = {
  ...run,
  name: 'plain',
  metrics: metrics.map(({ epoch, trainLoss, jaccardLoss, pLoss, nLoss, imagesPerSecond }) => ({
    ...{ epoch, trainLoss, jaccardLoss, pLoss, nLoss, imagesPerSecond },
    ...{ temperature: 0.5, durationSeconds: 1, dataWaitShare: 0 },
    ...{ testTop1: undefined, testTop5: undefined },
    ...{ validationTop1: undefined, validationTop5: undefined },
  })),
};

test('the loss has a dashed line of no learning, recorded or ln(M + 1)', () => {
  for (const one of [run, plain]) {
    const [loss] = lineCharts([one]).loss;
    expect(loss?.lines.map(({ name, color, dashed }) => ({ name, color, dashed }))).toEqual([
      { name: 'loss', color: 0, dashed: false },
      { name: 'no learning', color: 9, dashed: true },
    ]);
    expect(loss?.lines[0]?.points[4]).toEqual([5, 7]);
    expect(loss?.lines[1]?.points[4]).toEqual([5, Math.log(4097)]);
  }
});

test('the line of no learning is ln(2N − 1) for SimCLR', () => {
  const config = { ...run.config, method: 'jaccard-simclr' as typeof run.config.method };
  const [epoch] = plain.metrics;
  if (!epoch) throw new Error('no epoch');
  expect(noLearningLoss({ config }, epoch)).toBe(Math.log(511));
});

test('a chart without values is left out', () => {
  const all = lineCharts([run]);
  expect(all.knn.map(({ id }) => id)).toEqual(['knn']);
  expect(all.health.map(({ id }) => id)).toEqual([
    ...['jaccard', 'cosine', 'terms', 'spread', 'rank', 'queue', 'gradient', 'speed', 'memory'],
  ]);
  const few = lineCharts([plain]);
  expect(few.knn).toEqual([]);
  expect(few.health.map(({ id }) => id)).toEqual(['terms', 'speed']);
  expect(lineCharts([{ ...run, metrics: [] }])).toEqual({ loss: [], knn: [], health: [] });
});

test('lines that belong together have one color; of several runs each has its own', () => {
  const cosine = lineCharts([run]).health.find(({ id }) => id === 'cosine');
  expect(cosine?.lines.map(({ color, dashed }) => [color, dashed])).toEqual([
    [0, false],
    [0, true],
    [1, false],
    [1, true],
  ]);
  const [knn] = lineCharts([plain, { ...run, name: 'full' }]).knn;
  expect(knn?.lines.map(({ name, color, dashed }) => [name, color, dashed])).toEqual([
    ['full: validation', 1, false],
    ['full: test', 1, true],
  ]);
  const both = lineCharts([run, { ...run, name: 'full' }]).health;
  expect(both.find(({ id }) => id === 'cosine')?.lines.map(({ name }) => name)).toEqual([
    ...[`${run.name}: p, same image`, `${run.name}: p, different images`],
    ...['full: p, same image', 'full: p, different images'],
  ]);
});
