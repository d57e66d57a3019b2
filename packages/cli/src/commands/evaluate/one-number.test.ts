import { formatLoss, formatSeconds, formatShare, type Comparison } from '@jssl/trainer';
import { defaultTrainConfig, type EpochMetrics } from '@jssl/trainer';
import { comparisonTables, drawReport, summarizeComparison, type RunStudy } from '@jssl/report';
import type { KnnMeasurement, KnnRow } from '@jssl/workflows';

import { plain } from '../../fixtures/screens.js';
import { describeEpoch } from '../train/describe-training.js';
import { comparisonRows } from '../train/print-comparison.js';
import { knnTables } from './knn-tables.js';

/** Numbers of which each further digit would show: 74.964, 78.2249…, 3.14159…, 56.9249…. */
const [share, other, loss, seconds] = [0.749_64, 0.782_249, 3.141_592, 56.9249];
const interval = { low: 0.741_26, high: 0.758_04 };

const classified = (name: string, top1: number) => ({
  ...{ name, top1, top5: 1, balanced: top1, top1Interval: interval },
  top5Interval: { low: 1, high: 1 },
  perClass: [top1, top1],
  confusion: [
    [4, 1],
    [1, 4],
  ],
});
const knnRow = (name: string, top1: number): KnnRow => ({
  ...classified(name, top1),
  ...{ k: 5, temperature: 0.5, validation: undefined, sweep: [] },
});

const measurement: KnnMeasurement = {
  run: 'runs/a',
  data: {
    ...{ name: 'photos', classes: ['cat', 'dog'], trainImages: 30, validationImages: undefined },
    ...{ testImages: 10, unbalanced: false },
  },
  settings: {
    ...{ ks: [5], kFrom: 'run', temperatures: [0.5], seed: 0, weights: 'last' },
    ...{ retrieval: undefined, across: undefined, recallAt: [1] },
  },
  rows: [knnRow('trained encoder', share), knnRow('raw pixels', other)],
  verdict: {
    ...{ outcome: 'undecided', against: undefined, difference: undefined, interval: undefined },
    ...{ remedy: undefined, sentence: '', template: '' },
  },
};

const epoch: EpochMetrics = {
  ...{ epoch: 1, trainLoss: loss, temperature: 0.5, testTop1: 100 * share },
  ...{ imagesPerSecond: 100, durationSeconds: seconds, dataWaitShare: 0, noLearningLoss: 2 * loss },
};

/** The text of a page, without markup. */
const textOf = (page: string) => page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

const row = (name: string, top1: number) => ({
  ...classified(name, top1),
  predictions: Int32Array.of(0),
  right: Uint8Array.of(1),
});
const study = {
  ...{ weights: 'last', sameImages: true },
  knn: {
    ...{ k: 5, runK: 5, temperature: 0.5, bank: 30, trainImages: 30, testImages: 10 },
    unbalanced: false,
    targets: Int32Array.of(0),
    mostFrequent: { name: 'most frequent class', label: 0, top1: 0.5, top5: 1, balanced: 0.5 },
    rows: [row('trained encoder', share), row('raw pixels', other)],
  },
  gallery: { from: 'test', total: 10, names: [], thumbnails: { url: '', columns: 1, rows: 1 } },
  map: { leftOut: 'no map' },
  neighbors: { leftOut: 'no neighbors' },
  views: { names: [], viewCount: 1, pictures: { url: '', columns: 1, rows: 1 } },
} as unknown as RunStudy;
const page = textOf(
  drawReport(
    {
      run: {
        ...{ name: 'a', path: 'runs/a', config: defaultTrainConfig, metrics: [epoch] },
        ...{ command: undefined, data: 'photos', fingerprint: 'a', environment: [] },
      },
      study,
    },
    { style: '', scripts: [] },
  ),
);

test('terminal, report and JSON have one accuracy, with one rounding', () => {
  const terminal = knnTables(measurement).join('\n');
  const json = JSON.parse(JSON.stringify(measurement)) as typeof measurement;
  for (const [at, expected] of ['74.96 %', '78.22 %'].entries()) {
    expect(formatShare(json.rows[at]?.top1 ?? NaN)).toBe(expected);
    expect(terminal).toContain(expected);
    expect(page).toContain(expected);
  }
  expect(terminal).toContain('74.96 % (74.1-75.8)');
  expect(terminal.split('\n').at(-1)).toBe('on 10 test images of photos');
  expect(page).toContain('95 % interval of the trained encoder: 74.1-75.8 %');
});

test('terminal and report have one loss and one accuracy of an epoch', () => {
  const [line = ''] = describeEpoch(epoch, { epochs: 1, losses: [loss] }, plain(Infinity));
  expect(line).toContain(`loss ${formatLoss(loss)} of ${formatLoss(2 * loss)}  kNN test 74.96 %`);
  expect(page).toContain('The loss is 3.1416 after the first epoch');
  expect(page).toContain('Loss epoch loss no learning 1 3.1416 6.2832');
  expect(page).toContain(' 74.96 % ');
  expect(formatLoss(loss)).toBe('3.1416');
});

test('the rows of a comparison as it runs and its tables have the same numbers', () => {
  const accuracy = (top1: number) => ({ top1, top5: 1, balanced: top1 });
  const comparison: Comparison = {
    config: { ...defaultTrainConfig, k: 5 },
    data: {
      ...{ name: 'photos', fingerprint: 'a', classes: 2, trainImages: 30 },
      ...{ validationImages: undefined, testImages: 10, testOrigin: 'test' },
    },
    ...{ machine: {}, about: {}, planned: ['moco-t0.5-seed0'], baselines: [] },
    runs: [
      {
        ...{ name: 'moco-t0.5-seed0', method: 'moco', temperature: 0.5, weights: [1, 0, 0] },
        ...{ seed: 0, secondsPerEpoch: seconds },
        measures: { knn: accuracy(share), linear: accuracy(other) },
      },
    ],
  };
  const lines: string[] = [];
  const terminal = { note: (line: string) => lines.push(line), out: () => undefined };
  comparisonRows({ terminal } as unknown as Parameters<typeof comparisonRows>[0])(comparison);
  const tables = comparisonTables(comparison, summarizeComparison(comparison));
  for (const expected of ['74.96 %', '78.22 %', '56.92']) {
    expect(lines.at(-1)).toContain(expected);
    for (const id of ['results', 'runs']) {
      const [cells = []] = tables.find((one) => one.id === id)?.rows ?? [];
      expect([id, cells.includes(expected)]).toEqual([id, true]);
    }
  }
  expect(formatSeconds(seconds)).toBe('56.92');
});
