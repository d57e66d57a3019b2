import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { TrainingError } from '@jssl/features';
import { twoClasses as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallConfig as config } from '../fixtures/small-config.js';
import type { EpochMetrics } from '../metrics/metrics-table.js';
import { resumeTraining } from './resume.js';
import { train } from './train.js';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-health-'));
  out = join(folder, 'run');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Makes every weight 0, and so every feature. */
function collapse(): void {
  for (const variable of Object.values(tf.engine().registeredVariables)) {
    if (variable.trainable) variable.assign(tf.zerosLike(variable));
  }
}

/** The sentence; in the first epoch the spread is that of its first step, before the collapse. */
const collapsed = (spread: string) =>
  `the encoder has collapsed: it gives nearly the same feature for every image (spread ${spread}, effective rank 1.000); try a lower --lr, a higher --momentum or another --seed, and see that the images differ (jssl data check)`;

test('the health of each epoch, within its bounds, and no warning for a healthy run', async () => {
  const epochs: EpochMetrics[] = [];
  await train(data, config, { out, onEpoch: (metrics) => epochs.push(metrics) });
  for (const metrics of epochs) {
    expect(metrics).toMatchObject({
      noLearningLoss: Math.log(33),
      queueFill: 1,
      numTensors: expect.any(Number) as number,
      warnings: [],
    });
    const { positiveJaccard = NaN, negativeJaccard = NaN, effectiveRank = NaN } = metrics;
    expect(positiveJaccard).toBeGreaterThan(negativeJaccard);
    expect(effectiveRank).toBeGreaterThan(1.1);
    expect(effectiveRank).toBeLessThanOrEqual(16);
    expect(metrics.gradientNorm).toBeGreaterThan(0);
    expect(metrics.residentMegabytes).toBeGreaterThan(50);
  }
  const [header = '', , last = ''] = readFileSync(join(out, 'metrics.csv'), 'utf8').split('\n');
  const column = header.split(',').indexOf('effective_rank');
  expect(Number(last.split(',')[column])).toBe(epochs[1]?.effectiveRank);
});

test('a run that collapses is told so, in words and in the metrics, and goes on', async () => {
  const [notes, spreads]: [string[], string[]] = [[], []];
  const { last } = await train(data, config, {
    out,
    onEpoch: ({ featureSpread = NaN }) => spreads.push(featureSpread.toFixed(3)),
    onNote: (note) => notes.push(note),
    onStep: ({ epoch, step }) => {
      if (epoch === 1 && step === 1) collapse();
    },
  });
  expect(last?.epoch).toBe(2);
  expect(last?.warnings).toEqual([collapsed('0.000')]);
  expect(notes).toEqual([collapsed(spreads[0] ?? ''), collapsed('0.000')]);
});

test('with stopOnCollapse it ends like a failure, its checkpoint intact', async () => {
  const spreads: string[] = [];
  const stopping = train(data, config, {
    out,
    stopOnCollapse: true,
    onEpoch: ({ featureSpread = NaN }) => spreads.push(featureSpread.toFixed(3)),
    onStep: ({ step }) => {
      if (step === 1) collapse();
    },
  });
  await expect(stopping).rejects.toThrow(TrainingError);
  expect(spreads).toHaveLength(1);
  await expect(stopping).rejects.toThrow(
    `stopped after epoch 1: ${collapsed(spreads[0] ?? '')}; its checkpoint is in ${out}`,
  );
  expect(existsSync(join(out, 'lock'))).toBe(false);
  const { last } = await resumeTraining(data, { out });
  expect(last?.epoch).toBe(2);
});

test('a run that does not learn is told so after three epochs', async () => {
  const notes: string[] = [];
  const temperature = 1000;
  await train(
    data,
    { ...config, temperature, epochs: 3, evalEvery: 0 },
    {
      out,
      onNote: (note) => notes.push(note),
    },
  );
  expect(notes).toEqual([
    expect.stringMatching(/^the run is not learning: for 3 epochs the loss has stayed at 3\.497, /),
  ]);
});
