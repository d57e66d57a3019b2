import { defaultTrainConfig } from '../settings/train-settings.js';
import { parseComparison } from './parse-comparison.js';

const retrieval = { recall: [0.1, 0.5], meanAveragePrecision: 0.3, queries: 20 };
const interval = { low: 0.2, high: 0.4 };
const found = {
  ...retrieval,
  recallIntervals: [interval, interval],
  meanAveragePrecisionInterval: interval,
};
const accuracy = { top1: 0.5, top5: 1, balanced: 0.25 };
const outcomes = {
  ...{ knn: 'BQ==', linear: 'Bw==' },
  retrieval: { groups: [0, 0], firstRanks: [1, 2], averagePrecisions: [1, 0.5] },
};
const measures = {
  ...{ knn: accuracy, linear: accuracy, validation: 0.4, retrieval: found, outcomes },
  validated: { linear: 0.5, recall: 0.2, meanAveragePrecision: 0.3 },
};
const run = {
  ...{ name: 'moco-t0.5-seed0', method: 'moco', temperature: 0.5, weights: [0.8, 0.1, 0.1] },
  ...{ seed: 0, secondsPerEpoch: 3, measures },
};
const failed = { ...run, error: 'the disk is full' };
const baseline = { name: 'raw pixels', seed: 0, measures };
const data = {
  ...{ name: 'photos', fingerprint: 'f', classes: 2, trainImages: 40, testImages: 4 },
  ...{ testOrigin: 'test', validationImages: 3, unbalanced: true },
  mostFrequent: { name: 'most frequent class', class: 'cat', label: 0, ...accuracy },
  retrieval: { attribute: 'identity', across: 'vendor', recallAt: [1, 5], chance: retrieval },
};
const written = {
  config: { ...defaultTrainConfig },
  ...{ data, machine: { cores: '2' }, about: { any: ['thing'] }, planned: [run.name] },
  ...{ runs: [run, failed], baselines: [baseline], controls: true, margin: 0.5 },
};

test('what a comparison writes is read as it was', () => {
  expect(parseComparison(JSON.parse(JSON.stringify(written)) as typeof written)).toEqual(written);
});

test('what older records lack, and what was not finite, is missing', () => {
  const { validation, retrieval: none, validated, outcomes: each, ...older } = measures;
  const runs = [{ ...run, secondsPerEpoch: null, measures: older }];
  const { controls, margin, ...former } = { ...written, runs };
  const parsed = parseComparison(former);
  const [read] = parsed.runs;
  expect([validation, none, validated, each, controls, margin]).toBeDefined();
  expect(parsed).not.toHaveProperty('controls');
  expect(read).toEqual({ ...run, secondsPerEpoch: undefined, measures: older });
});

test.each<[object, string]>([
  [{ config: 3 }, 'config must be an object, got 3'],
  [{ config: { width: 'wide' } }, 'width must be a whole number of channels, at least 1, got wide'],
  [{ data: null }, 'data must be an object, got null'],
  [{ data: { ...data, name: 1 } }, 'data.name must be text, got 1'],
  [{ data: { ...data, classes: -1 } }, 'data.classes must be a whole number of at least 0, got -1'],
  [
    { data: { ...data, retrieval: { ...data.retrieval, recallAt: ['1'] } } },
    'data.retrieval.recallAt[0] must be a whole number of at least 1, got "1"',
  ],
  [{ margin: 'wide' }, 'margin must be a number of at least 0, got "wide"'],
  [
    { runs: [{ ...run, measures: { ...measures, validated: { linear: 2 } } }] },
    'runs[0].measures.validated.linear must be a number from 0 to 1, got 2',
  ],
  [
    { runs: [{ ...run, measures: { ...measures, outcomes: { ...outcomes, knn: 1 } } }] },
    'runs[0].measures.outcomes.knn must be text, got 1',
  ],
  [{ data: { ...data, unbalanced: 1 } }, 'data.unbalanced must be true or false, got 1'],
  [
    { data: { ...data, mostFrequent: { ...data.mostFrequent, top1: 2 } } },
    'data.mostFrequent.top1 must be a number from 0 to 1, got 2',
  ],
  [{ machine: { cores: 2 } }, 'machine.cores must be text, got 2'],
  [{ about: undefined }, 'about must be an object, got nothing'],
  [{ planned: 'moco' }, 'planned must be a list, got "moco"'],
  [{ planned: [1] }, 'planned[0] must be text, got 1'],
  [{ runs: {} }, 'runs must be a list, got an object'],
  [{ runs: ['moco'] }, 'runs[0] must be an object, got "moco"'],
  [
    { runs: [{ ...run, method: 'byol' }] },
    'runs[0].method must be one of jaccard-moco, jaccard-simclr, moco, simclr, got byol',
  ],
  [{ runs: [{ ...run, weights: [1] }] }, 'runs[0].weights must have 3 numbers, got 1'],
  [{ runs: [{ ...run, seed: 1.5 }] }, 'runs[0].seed must be a whole number of at least 0, got 1.5'],
  [
    { runs: [{ ...run, secondsPerEpoch: 'long' }] },
    'runs[0].secondsPerEpoch must be a number of at least 0, got "long"',
  ],
  [{ runs: [{ ...run, error: 5 }] }, 'runs[0].error must be text, got 5'],
  [
    { runs: [{ ...run, measures: { ...measures, knn: { top1: '0.5', top5: 1 } } }] },
    'runs[0].measures.knn.top1 must be a number from 0 to 1, got "0.5"',
  ],
  [
    { runs: [{ ...run, measures: { ...measures, retrieval: { ...retrieval, recall: [2] } } }] },
    'runs[0].measures.retrieval.recall[0] must be a number from 0 to 1, got 2',
  ],
  [
    { baselines: [{ ...baseline, name: 'chance' }] },
    'baselines[0].name must be one of raw pixels, random weights, got chance',
  ],
])('%j is refused', (change, message) => {
  expect(() => parseComparison({ ...written, ...change })).toThrow(message);
});
