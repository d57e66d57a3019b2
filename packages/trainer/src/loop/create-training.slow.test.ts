import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadEncoder } from '@jssl/features';
import { stateDict } from '@jssl/resnet';
import { unlabeled as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallConfig } from '../fixtures/small-config.js';
import { createTraining, type TrainedStep } from './create-training.js';
import { train } from './train.js';

const { k: _, ...config } = smallConfig;

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('losses, health and weights are those of train', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jssl-training-'));
  try {
    const out = join(folder, 'run');
    const { last } = await train(data, config, { out, tensorBoard: false });
    const training = createTraining(data, config);
    const steps: TrainedStep[] = [];
    for await (const step of training.steps()) steps.push(step);
    expect(steps.map(({ epoch, step, steps }) => [epoch, step, steps])).toEqual([
      ...[1, 2].map((step) => [1, step, 2]),
      ...[1, 2].map((step) => [2, step, 2]),
    ]);
    const ofLast = steps.slice(-2);
    expect(mean(ofLast.map(({ losses }) => losses.loss))).toBe(last?.trainLoss);
    expect(ofLast[0]?.health.featureSpread).toBe(last?.featureSpread);
    expect(ofLast[1]?.health.effectiveRank).toBe(last?.effectiveRank);
    const { encoder, views } = loadEncoder(out);
    expect(stateDict(training.learner.encoder)).toEqual(stateDict(encoder));
    expect(training.views).toEqual(views);
    encoder.dispose();
    training.dispose();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a training that is left goes on with the next step, and leaves no tensor behind', async () => {
  const losses = async (leave: boolean) => {
    const training = createTraining(data, config);
    const seen: number[] = [];
    const shapes = new Set<string>();
    while (seen.length < 4) {
      for await (const { losses, views } of training.steps()) {
        seen.push(losses.loss);
        shapes.add(views.map(({ shape }) => shape.join()).join(' '));
        if (leave) break;
      }
    }
    expect([...shapes]).toEqual(['16,8,8,1 16,8,8,1']);
    for await (const step of training.steps()) throw new Error(`there is a step ${step.step}`);
    training.dispose();
    return seen;
  };
  const all = await losses(false);
  const before = tf.memory().numTensors;
  expect(await losses(true)).toEqual(all);
  expect(tf.memory().numTensors).toBe(before);
});

test('messages are handled between steps', async () => {
  const training = createTraining(data, config);
  const fired: string[] = [];
  setTimeout(() => fired.push('stop'));
  let steps = 0;
  for await (const { epoch } of training.steps()) {
    steps += epoch;
    if (fired.length > 0) break;
  }
  expect(steps).toBeLessThan(6);
  training.dispose();
});

test('settings that cannot work are refused before anything is made', () => {
  const before = tf.memory().numTensors;
  for (const [changes, message] of [
    [{ batchSize: 41, m: 64 }, 'batchSize must be at most the number of training images, got 41'],
    [{ method: 'custom:own' }, 'pass your own method as options.method'],
    [{ temperature: 0 }, 'temperature must be a number above 0, got 0'],
  ] as const) {
    expect(() => createTraining(data, { ...config, ...changes })).toThrow(message);
  }
  expect(() => createTraining({ ...data, mean: [] }, config)).toThrow(
    'mean must be a number for each of the 1 channels of the images',
  );
  expect(tf.memory().numTensors).toBe(before);
});
