import { SettingError } from '@jssl/settings';

import { defaultTrainConfig } from '../settings/train-settings.js';
import { plannedRuns, type ComparisonPlan } from './comparison-plan.js';

const plan: ComparisonPlan = {
  methods: ['jaccard-moco', 'moco'],
  temperatures: [0.1, 0.5],
  weightsList: [
    [0.8, 0.1, 0.1],
    [1, 0, 0],
  ],
  seeds: 2,
  config: { ...defaultTrainConfig, seed: 7, temperature: 0.3 },
};

test('every method at every temperature, the Jaccard ones with all weights, seed by seed', () => {
  const names = plannedRuns(plan).map(({ name }) => name);
  const ofSeed = (seed: number) =>
    [
      'jaccard-moco-t0.1',
      'jaccard-moco-t0.1-w1-0-0',
      'jaccard-moco-t0.5',
      'jaccard-moco-t0.5-w1-0-0',
      'moco-t0.1',
      'moco-t0.5',
    ].map((name) => `${name}-seed${seed}`);
  expect(names).toEqual([...ofSeed(7), ...ofSeed(8)]);
});

test('the runs differ in nothing else, and the votes have one temperature', () => {
  for (const { config } of plannedRuns(plan)) {
    const { method, temperature, weights, seed, ...rest } = config;
    const name = { method, temperature, weights, seed };
    expect({ ...rest, ...plan.config, ...name }).toEqual({
      ...plan.config,
      ...name,
      knnTemperature: undefined,
    });
    expect(config.knnTemperature).toBe(0.3);
  }
  const typed = { ...plan, config: { ...plan.config, knnTemperature: 0.07 } };
  expect(plannedRuns(typed).map(({ config }) => config.knnTemperature)).toEqual(
    Array(12).fill(0.07),
  );
});

test('Jaccard methods may have temperatures of their own, and control arms', () => {
  const halved = { ...plan, temperatures: [0.1], jaccardTemperatures: [0.05], controls: true };
  const names = plannedRuns({ ...halved, weightsList: [[0.8, 0.1, 0.1]], seeds: 1 }).map(
    ({ name }) => name,
  );
  expect(names).toEqual([
    'jaccard-moco-t0.05-seed7',
    'jaccard-moco-t0.05-w1-0-0-seed7',
    'jaccard-moco-t0.05-w0-0.5-0.5-seed7',
    'moco-t0.1-seed7',
  ]);
});

test('what is given twice is one', () => {
  const twice = { ...plan, methods: ['moco', 'moco'], temperatures: [0.5, 0.5], seeds: 1 } as const;
  expect(plannedRuns(twice).map(({ name }) => name)).toEqual(['moco-t0.5-seed7']);
});

test.each([
  [{ seeds: 0 }, 'seeds must be a whole number, at least 1, got 0'],
  [{ methods: [] }, 'methods must be at least one, got none'],
  [
    { methods: ['byol' as 'moco'] },
    'methods must be some of jaccard-moco, jaccard-simclr, moco, simclr, got byol',
  ],
  [{ jaccardTemperatures: [] }, 'jaccardTemperatures must be at least one, got none'],
  [{ margin: 0 }, 'margin must be a number of percentage points above 0, got 0'],
  [{ temperatures: [0.1, 0] }, 'temperature must be a number above 0, got 0'],
])('%j is refused', (wrong, message) => {
  const planned = () => plannedRuns({ ...plan, ...wrong });
  expect(planned).toThrow(message);
  expect(planned).toThrow(SettingError);
});
