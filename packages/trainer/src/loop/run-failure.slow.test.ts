import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { twoClasses as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallConfig } from '../fixtures/small-config.js';
import type { MethodFactory } from '../methods/method.js';
import { resumeTraining } from './resume.js';
import { explainFailure } from './run-failure.js';
import { train } from './train.js';

const config = { ...smallConfig, width: 2, featureDim: 4, m: 16, epochs: 2 };

/** A run that nothing stops. */
const unbroken = mkdtempSync(join(tmpdir(), 'jssl-unbroken-'));
const whole = join(unbroken, 'run');
beforeAll(() => train(data, config, { out: whole }));
afterAll(() => {
  rmSync(unbroken, { recursive: true });
});

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-failure-'));
  out = join(folder, 'run');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const bytes = (path: string) => readFileSync(path).toString('base64');
const current = () => readFileSync(join(out, 'checkpoint', 'current.json'), 'utf8');

/** Linux's device that is always full. */
const hasFullDevice = existsSync('/dev/full');

describe.each([
  ['the last weights', '.', 'last.safetensors'],
  ['the tensors of the checkpoint', 'checkpoint', 'state-4.safetensors'],
  ['what names the checkpoint', 'checkpoint', 'current.json'],
  ['the metrics', '.', 'metrics.jsonl'],
])('a disk that is full when %s are written', (_, where, file) => {
  (hasFullDevice ? test : test.skip)(
    'ends the run with one sentence, and it can be resumed',
    async () => {
      let before: string | undefined;
      const full = join(out, where, `.${file}.tmp`);
      const running = train(data, config, {
        out,
        onEpoch: ({ epoch }) => {
          if (epoch > 1) return;
          before = current();
          symlinkSync('/dev/full', full);
        },
      });
      await expect(running).rejects.toThrow(
        `the disk is full: ${out} cannot be written (ENOSPC); the last checkpoint in ${out} is intact: free some space and resume the run`,
      );
      expect(before).toContain('state-2.safetensors');
      // Weights and metrics are written after the checkpoint.
      if (where === 'checkpoint') expect(current()).toBe(before);
      expect(readdirSync(out).filter((name) => /tmp|lock/.test(name))).toEqual([]);
      expect(readdirSync(join(out, 'checkpoint')).filter((name) => name.includes('tmp'))).toEqual(
        [],
      );
      await resumeTraining(data, { out });
      expect(bytes(join(out, 'last.safetensors'))).toBe(bytes(join(whole, 'last.safetensors')));
      expect(readFileSync(join(out, 'metrics.csv'), 'utf8').trim().split('\n')).toHaveLength(3);
    },
  );
});

test('a run folder that is gone is reported', async () => {
  const running = train(data, config, {
    out,
    onStep: () => {
      rmSync(out, { recursive: true, force: true });
    },
  });
  await expect(running).rejects.toThrow(
    `${join(out, 'checkpoint')} cannot be written (ENOENT); there is no checkpoint yet: check that the folder exists and is writable, and start again`,
  );
});

test('images that can no longer be read are reported, and the run can be resumed', async () => {
  let gone = false;
  const images = {
    ...data,
    train: {
      ...data.train,
      read: (indices: ArrayLike<number>) => {
        if (gone) throw new Error('read: two.packed was cut off while in use');
        return data.train.read(indices);
      },
    },
  };
  const running = train(images, config, {
    out,
    onEpoch: () => {
      gone = true;
    },
  });
  await expect(running).rejects.toThrow(
    'the images of two can no longer be read: read: two.packed was cut off while in use; what the run saved is intact: check that the images exist, and resume the run',
  );
  gone = false;
  expect((await resumeTraining(images, { out })).last?.epoch).toBe(2);
});

test('out of memory: the batch size is named', async () => {
  // A petabyte, more than any process can address.
  const greedy: MethodFactory = () => ({
    loss: () => ({ loss: tf.sum(tf.tile(tf.ones([1, 1]), [2 ** 24, 2 ** 24])), encodings: [] }),
  });
  const running = train(data, { ...config, method: 'custom:greedy' }, { out, method: greedy });
  await expect(running).rejects.toMatchObject({ name: 'TrainingError' });
  await expect(running).rejects.toThrow(
    'out of memory; there is no checkpoint yet; start again with accumulate 2, which computes a batch in that many parts, or start again with batchSize below 16',
  );
  // The memory of WebAssembly is unusable now: freeing any of it fails.
  if (tf.getBackend() === 'wasm') tf.backend().disposeData = () => true;
});

test.each([
  'OOM when allocating tensor with shape[256,64,64,256] and type float',
  'std::bad_alloc',
  'Array buffer allocation failed',
  'memory access out of bounds',
])('%s is out of memory', (message) => {
  const explained = explainFailure(new Error(message), { out, config });
  expect((explained as Error).message).toMatch(/^out of memory; there is no checkpoint yet; /);
});

test('any other error stays as it is', () => {
  const error = new Error('another');
  expect(explainFailure(error, { out, config })).toBe(error);
  expect(explainFailure('text', { out, config })).toBe('text');
  expect(explainFailure(undefined, { out, config })).toBeUndefined();
});
