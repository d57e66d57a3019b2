import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { twoClasses as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallConfig } from '../fixtures/small-config.js';
import { resumeTraining } from '../loop/resume.js';
import { train } from '../loop/train.js';
import { readRunConfig } from '../run/run-config.js';
import { defaultTraits } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { storeTensors, writeVariables } from './method-state.js';
import type { MethodFactory } from './method.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-custom-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const config: TrainConfig = { ...smallConfig, width: 2, featureDim: 4, method: 'custom:mean' };

/** Views of an image near one another, and all away from a mean that it remembers. */
const nearAndAway: MethodFactory = ({ encoder, encode, config: { featureDim } }) => {
  const mean = tf.tidy(() => tf.variable(tf.zeros([featureDim]), false));
  return {
    targets: ([first]) => encode(encoder, first).p,
    loss: ([, second], targets) => {
      const encoding = encode(encoder, second);
      const near = tf.mean(tf.squaredDifference(encoding.p, targets as tf.Tensor2D));
      const away = tf.mean(tf.mul(encoding.p, mean));
      return { loss: tf.add(near, away), encodings: [encoding] };
    },
    afterStep: ([targets]) => {
      mean.assign(tf.add(tf.mul(mean, 0.9), tf.mul(tf.mean(targets as tf.Tensor2D, 0), 0.1)));
    },
    save: () => ({ tensors: storeTensors({ mean }), numbers: {} }),
    restore: ({ tensors }) => {
      writeVariables({ mean }, tensors);
    },
    dispose: () => {
      mean.dispose();
    },
  };
};

test('a method of one’s own, with a memory, goes on to the same bits', async () => {
  const before = tf.memory().numTensors;
  const [whole, stopped] = [join(folder, 'whole'), join(folder, 'stopped')];
  const { last } = await train(data, config, { out: whole, method: nearAndAway });
  expect(last).toMatchObject({ epoch: 2, queueFill: undefined, noLearningLoss: undefined });
  expect(last?.jaccardLoss).toBeUndefined();
  const killed = new Error('killed');
  const dying = train(data, config, {
    out: stopped,
    method: nearAndAway,
    onStep: ({ epoch }) => {
      if (epoch === 2) throw killed;
    },
  });
  await expect(dying).rejects.toBe(killed);
  expect(readRunConfig(stopped).config.method).toBe('custom:mean');
  await expect(resumeTraining(data, { out: stopped })).rejects.toThrow(
    'method must be one of jaccard-moco, jaccard-simclr, moco, simclr without a method in the options, got custom:mean; pass your own method as options.method',
  );
  await resumeTraining(data, { out: stopped, method: nearAndAway });
  const weights = (out: string) => readFileSync(join(out, 'last.safetensors')).toString('base64');
  expect(weights(stopped)).toBe(weights(whole));
  expect(tf.memory().numTensors).toBe(before);
});

test('a method of one’s own needs a name of its own', async () => {
  const running = train(data, smallConfig, { out: join(folder, 'a'), method: nearAndAway });
  await expect(running).rejects.toThrow(
    'method must be custom:NAME for the method in the options, got jaccard-moco',
  );
});

test('the traits of a method of one’s own are what its settings must fit', async () => {
  const method = { traits: { ...defaultTraits, queue: true }, create: nearAndAway };
  await expect(
    train(data, { ...config, m: config.batchSize - 1 }, { out: join(folder, 'a'), method }),
  ).rejects.toThrow(/^m must be at least batchSize/);
});
