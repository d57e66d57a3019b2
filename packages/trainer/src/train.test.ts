import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Dataset, ImageSet } from '@jssl/data';
import * as tf from '@tensorflow/tfjs-core';

import { loadEncoder } from './encoder-file.js';
import { defaultTrainConfig, type TrainConfig } from './train-config.js';
import { train } from './train.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-train-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Images of two classes that differ in brightness. */
function images(length: number): ImageSet {
  const labels = Int32Array.from({ length }, (_, index) => index % 2);
  return {
    length,
    labels,
    names: (index) => `${index}.png`,
    read: (indices) => {
      const bytes = new Uint8Array(indices.length * 64);
      for (let row = 0; row < indices.length; row++) {
        const label = labels[indices[row] ?? 0] ?? 0;
        for (let at = 0; at < 64; at++) bytes[row * 64 + at] = 100 * label + ((at * 37) % 100);
      }
      return bytes;
    },
  };
}

const data: Dataset = {
  name: 'two',
  kind: 'folder',
  classes: ['dark', 'bright'],
  height: 8,
  width: 8,
  channels: 1,
  mean: [0.4],
  std: [0.3],
  train: images(40),
  test: images(10),
  testOrigin: 'test',
  skipped: [],
  fingerprint: 'none',
};

const config: TrainConfig = {
  ...defaultTrainConfig,
  arch: 'resnet18',
  width: 4,
  featureDim: 8,
  m: 32,
  batchSize: 8,
  epochs: 2,
  k: 5,
};

test('a run writes its folder, is the same again, and leaves no tensor over', async () => {
  const before = tf.memory().numTensors;
  const results = [];
  for (const name of ['a', 'b']) {
    results.push(await train(data, config, { out: join(folder, name) }));
  }
  expect(tf.memory().numTensors).toBe(before);
  const [first, second] = results;
  expect(first?.last?.trainLoss).toBe(second?.last?.trainLoss);
  expect(first?.last?.testTop1).toBe(second?.last?.testTop1);
  expect(first?.stopped).toBe(false);
  const lines = readFileSync(join(folder, 'a', 'metrics.csv'), 'utf8')
    .trim()
    .split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^epoch,train_loss,test_acc@1,test_acc@5,temperature,/);
  const read = (name: string) => readFileSync(join(folder, name, 'last.safetensors'));
  expect(read('a').equals(read('b'))).toBe(true);
  const { encoder, views } = loadEncoder(join(folder, 'a'), 'best');
  expect(encoder.config.width).toBe(4);
  expect(views).toMatchObject({ size: 8, mean: [0.4], std: [0.3] });
});

test('another seed is another run', async () => {
  const one = await train(data, { ...config, epochs: 1 }, { out: join(folder, 'a') });
  const other = await train(data, { ...config, epochs: 1, seed: 1 }, { out: join(folder, 'b') });
  expect(one.last?.trainLoss).not.toBe(other.last?.trainLoss);
});

test('a signal ends the run after the step, with the weights saved', async () => {
  const stop = new AbortController();
  const result = await train(data, config, {
    out: join(folder, 'a'),
    signal: stop.signal,
    onStep: () => {
      stop.abort();
    },
  });
  expect(result).toMatchObject({ stopped: true, last: undefined });
  expect(existsSync(join(folder, 'a', 'last.safetensors'))).toBe(true);
});

test('a loss that is not finite stops the run and keeps the weights from before it', async () => {
  const run = train(data, { ...config, lr: 1e38 }, { out: join(folder, 'a') });
  await expect(run).rejects.toThrow(
    /^the loss became (NaN|Infinity) at step \d+ of epoch 1; the weights from before that step are in /,
  );
  expect(existsSync(join(folder, 'a', 'last.safetensors'))).toBe(true);
});

test('settings that do not fit the data are refused before anything is written', async () => {
  const out = join(folder, 'a');
  await expect(train(data, { ...config, m: 64, batchSize: 64 }, { out })).rejects.toThrow(
    '--batch-size must be at most the number of training images, got 64 and 40 images; lower --batch-size',
  );
  await expect(train(data, { ...config, k: 37 }, { out })).rejects.toThrow(
    '--k must be at most the size of the kNN bank, got 37 neighbours and 36 images',
  );
  expect(existsSync(out)).toBe(false);
});

test('an existing folder is not overwritten', async () => {
  await expect(train(data, config, { out: folder })).rejects.toThrow(
    `--out must be a new folder, got ${folder}, which exists`,
  );
  await expect(train(data, config, { out: folder, force: true })).rejects.toThrow(
    '--force replaces only a folder that holds a run (config.json)',
  );
});

test('a weights file that is none is refused in one sentence', () => {
  const file = join(folder, 'weights.safetensors');
  expect(() => loadEncoder(file)).toThrow(`there is no run folder or weights file at ${file}`);
  writeFileSync(file, 'nothing of the kind');
  expect(() => loadEncoder(file)).toThrow(`${file} cannot be read as safetensors: `);
});
