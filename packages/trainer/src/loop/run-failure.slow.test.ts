import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { TrainingError } from '@jssl/features';
import { twoClasses as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallConfig } from '../fixtures/small-config.js';
import type { MethodFactory } from '../methods/method.js';
import { resumeTraining } from './resume.js';
import { explainFailure } from './run-failure.js';
import { train } from './train.js';

const config = { ...smallConfig, width: 2, featureDim: 4, m: 16, epochs: 3 };

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
  (hasFullDevice ? test : test.skip)('ends the run in a sentence, and it can go on', async () => {
    const whole = join(folder, 'whole');
    await train(data, config, { out: whole });
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
      new TrainingError(
        `the disk is full: ${out} cannot be written (ENOSPC); the last checkpoint in ${out} is intact: free some space and go on with --resume ${out}`,
      ),
    );
    expect(before).toContain('state-2.safetensors');
    // The metrics are written after the checkpoint, all else before.
    if (file !== 'metrics.jsonl') expect(current()).toBe(before);
    expect(readdirSync(out).filter((name) => /tmp|lock/.test(name))).toEqual([]);
    expect(readdirSync(join(out, 'checkpoint')).filter((name) => name.includes('tmp'))).toEqual([]);
    await resumeTraining(data, { out });
    expect(bytes(join(out, 'last.safetensors'))).toBe(bytes(join(whole, 'last.safetensors')));
    expect(readFileSync(join(out, 'metrics.csv'), 'utf8').trim().split('\n')).toHaveLength(4);
  });
});

test('a run folder that is gone is told', async () => {
  const running = train(data, config, {
    out,
    onStep: () => {
      rmSync(out, { recursive: true, force: true });
    },
  });
  await expect(running).rejects.toThrow(
    new TrainingError(
      `${join(out, '.last.safetensors.tmp')} cannot be written (ENOENT); there is no checkpoint yet: see that the folder is there and may be written, and begin again`,
    ),
  );
});

test('images that can no longer be read are told, and the run can go on', async () => {
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
    new TrainingError(
      'the images of two can no longer be read: read: two.packed was cut off while in use; what was saved of the run is intact: see that they are there, and go on with --resume',
    ),
  );
  gone = false;
  expect((await resumeTraining(images, { out })).last?.epoch).toBe(3);
});

test('out of memory: the batch size is named', async () => {
  // A petabyte, more than any process can address.
  const greedy: MethodFactory = () => ({
    loss: () => ({ loss: tf.sum(tf.tile(tf.ones([1, 1]), [2 ** 24, 2 ** 24])), encodings: [] }),
  });
  const running = train(data, { ...config, method: 'custom:greedy' }, { out, method: greedy });
  await expect(running).rejects.toThrow(
    new TrainingError(
      'out of memory; there is no checkpoint yet: begin again with --accumulate 2, which takes a batch in so many parts, or begin again with a --batch-size below 16',
    ),
  );
});

test.each([
  'OOM when allocating tensor with shape[256,64,64,256] and type float',
  'std::bad_alloc',
  'Array buffer allocation failed',
])('%s is out of memory', (message) => {
  const explained = explainFailure(new Error(message), { out, config });
  expect((explained as Error).message).toMatch(/^out of memory; there is no checkpoint yet: /);
});

test('any other error stays as it is', () => {
  const error = new Error('another');
  expect(explainFailure(error, { out, config })).toBe(error);
  expect(explainFailure('text', { out, config })).toBe('text');
  expect(explainFailure(undefined, { out, config })).toBeUndefined();
});
