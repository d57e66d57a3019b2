import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { convolutionAlgorithm } from '@jssl/engine';
import { twoClasses as data, unlabeled } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallConfig as config } from '../fixtures/small-config.js';
import { loadEncoder } from '@jssl/features';
import type { EpochMetrics } from '../metrics/metrics-table.js';
import { train } from './train.js';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-train-'));
  out = join(folder, 'run');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const text = (name: string) => readFileSync(join(out, name), 'utf8');
const weights = (which: 'best' | 'last', run = out) =>
  readFileSync(join(run, `${which}.safetensors`)).toString('base64');
const parse = (line: string) => JSON.parse(line) as Record<string, unknown>;

/** What of an epoch time does not change. */
function timeless(metrics: EpochMetrics | undefined) {
  const { imagesPerSecond, durationSeconds, dataWaitShare, residentMegabytes, ...rest } =
    metrics as EpochMetrics;
  expect(imagesPerSecond).toBeGreaterThan(0);
  expect(durationSeconds).toBeGreaterThan(0);
  expect(dataWaitShare).toBeGreaterThan(0);
  expect(dataWaitShare).toBeLessThan(1);
  expect(residentMegabytes).toBeGreaterThan(50);
  return rest;
}

test('a run folder: settings, the metrics of each epoch twice, last and best weights', async () => {
  const epochs: EpochMetrics[] = [];
  const about = { source: 'two' };
  const onEpoch = (metrics: EpochMetrics) => epochs.push(metrics);
  const result = await train(data, config, { out, about, onEpoch });
  expect(result).toEqual({ out, last: epochs[1], best: result.best, stopped: false });
  expect(readdirSync(out).sort()).toEqual([
    'best.safetensors',
    'checkpoint',
    'config.json',
    'last.safetensors',
    'metrics.csv',
    'metrics.jsonl',
    'tensorboard',
  ]);
  expect(JSON.parse(text('config.json'))).toMatchObject({
    config: JSON.parse(JSON.stringify(config)) as unknown,
    precision: 'f32',
    convolution: convolutionAlgorithm(),
    views: { size: 8, mean: [0.4], std: [0.3] },
    data: { name: 'two', fingerprint: 'none', classes: 2, trainImages: 40, testImages: 10 },
    source: 'two',
  });
  expect(text('metrics.jsonl').trim().split('\n').map(parse)).toEqual(epochs);

  const [header = '', ...rows] = text('metrics.csv').trim().split('\n');
  expect(header).toBe(
    'epoch,train_loss,test_acc@1,test_acc@5,temperature,' +
      'val_acc@1,val_acc@5,loss_jaccard,loss_p,loss_n,images_per_second,seconds,data_wait_share,' +
      'no_learning_loss,positive_cosine_p,negative_cosine_p,positive_cosine_n,negative_cosine_n,' +
      'positive_jaccard,negative_jaccard,queue_fill,feature_spread,effective_rank,gradient_norm,' +
      'resident_megabytes,num_tensors,test_balanced,val_balanced,val_images,knn_k',
  );
  const cells = epochs.map((metrics) => [
    ...[metrics.epoch, metrics.trainLoss, metrics.testTop1, metrics.testTop5],
    ...[metrics.temperature, metrics.validationTop1, metrics.validationTop5],
    ...[metrics.jaccardLoss, metrics.pLoss, metrics.nLoss],
    ...[metrics.imagesPerSecond, metrics.durationSeconds, metrics.dataWaitShare],
  ]);
  expect(rows.map((row) => row.split(',').slice(0, 13).map(Number))).toEqual(cells);
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
  for (const { trainLoss, jaccardLoss = NaN, pLoss = NaN, nLoss = NaN, ...metrics } of epochs) {
    expect(metrics).toMatchObject({ temperature: 0.5, testTop5: 100, validationTop5: 100 });
    expect(metrics).toMatchObject({ validationImages: 4, k: 5 });
    // Equally many images of both classes.
    expect(metrics.testBalanced).toBeCloseTo(metrics.testTop1 ?? NaN, 12);
    expect(metrics.validationBalanced).toBeCloseTo(metrics.validationTop1 ?? NaN, 12);
    // The terms are read in float32, the sum is made by the kernels.
    expect(trainLoss).toBeCloseTo(0.8 * jaccardLoss + 0.1 * pLoss + 0.1 * nLoss, 5);
  }
  const { encoder, views } = loadEncoder(out, 'best');
  expect(encoder.config).toMatchObject({ depth: 18, width: 4, inChannels: 1, embeddingSize: 8 });
  expect(views).toMatchObject({ size: 8, mean: [0.4], std: [0.3] });
});

test('the same seed gives the same metrics and weights to the bit, another gives others', async () => {
  const before = tf.memory().numTensors;
  const run = async (name: string, seed: number) => {
    const path = join(folder, name);
    const epochs: unknown[] = [];
    const onEpoch = (metrics: EpochMetrics) => epochs.push(timeless(metrics));
    await train(data, { ...config, seed }, { out: path, onEpoch });
    return { epochs, last: weights('last', path), best: weights('best', path) };
  };
  const [first, second, other] = [await run('a', 0), await run('b', 0), await run('c', 1)];
  expect(second).toEqual(first);
  expect(other.last).not.toBe(first.last);
  const losses = ({ epochs }: typeof first) => epochs.map((one) => (one as EpochMetrics).trainLoss);
  expect(losses(other)[0]).not.toBe(losses(first)[0]);
  expect(tf.memory().numTensors).toBe(before);
});

test('best.safetensors is of the latest epoch that is not clearly worse than the best', async () => {
  const epochs: { top1: number; bytes: string }[] = [];
  const result = await train(
    data,
    { ...config, epochs: 4, k: 3 },
    {
      out,
      onEpoch: ({ validationTop1 = NaN }) => {
        epochs.push({ top1: validationTop1, bytes: weights('last') });
      },
    },
  );
  const accuracies = epochs.map(({ top1 }) => top1);
  // One of 4 validation images is 25 points, and 1/√4 is 50.
  const least = Math.max(...accuracies) - 50;
  const best = accuracies.findLastIndex((accuracy) => accuracy >= least);
  expect(result.best?.epoch).toBe(best + 1);
  expect(result.last?.epoch).toBe(4);
  expect(weights('best')).toBe(epochs[best]?.bytes);
  expect(weights('last')).toBe(epochs[3]?.bytes);
  expect(new Set(epochs.map(({ bytes }) => bytes)).size).toBe(4);
});

test('kNN is measured every so many epochs, and after the last', async () => {
  await train(data, { ...config, epochs: 3, evalEvery: 2 }, { out });
  const measured = text('metrics.csv')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => [2, 3, 5, 6].map((column) => row.split(',')[column] !== ''));
  expect(measured).toEqual([Array(4).fill(false), Array(4).fill(true), Array(4).fill(true)]);
});

test.each([
  ['without kNN', data, { evalEvery: 0, k: 1000 }],
  ['on images not in a class folders', unlabeled, {}],
])('a run %s has no accuracies and no best weights', async (_, images, change) => {
  const result = await train(images, { ...config, ...change, epochs: 1 }, { out });
  expect(result.best).toBeUndefined();
  expect(result.last).toMatchObject({ epoch: 1, testTop1: undefined, validationTop1: undefined });
  expect(text('metrics.csv').split('\n')[1]).toMatch(/^1,\d\.\d+,,,0\.5,,,\d/);
  expect(existsSync(join(out, 'last.safetensors'))).toBe(true);
  expect(existsSync(join(out, 'best.safetensors'))).toBe(false);
});

test('a step reads its images once and waits for its loss once, and for nothing else', async () => {
  const read = jest.fn(data.train.read);
  const dataSync = jest.spyOn(tf.Tensor.prototype, 'dataSync');
  const counts: number[][] = [];
  await train(
    { ...data, train: { ...data.train, read } },
    { ...config, epochs: 1, evalEvery: 0 },
    {
      out,
      tensorBoard: false,
      onStep: () => counts.push([read.mock.calls.length, dataSync.mock.calls.length]),
    },
  );
  const before = (counts[0]?.[1] ?? NaN) - 1;
  dataSync.mockRestore();
  expect(counts).toEqual([
    [1, before + 1],
    [2, before + 2],
  ]);
  // It was turned off.
  expect(existsSync(join(out, 'tensorboard'))).toBe(false);
  const seen = read.mock.calls.flatMap(([indices]) => Array.from(indices));
  expect(new Set(seen).size).toBe(32);
});

test('a signal ends the run after the step, with the weights saved', async () => {
  const stop = new AbortController();
  const onStep = jest.fn(() => {
    stop.abort();
  });
  const result = await train(data, config, { out, signal: stop.signal, onStep });
  expect(result).toEqual({ out, stopped: true, last: undefined, best: undefined });
  expect(onStep).toHaveBeenCalledTimes(1);
  expect(loadEncoder(out).encoder.config.width).toBe(4);
});

describe('a run that diverges stops', () => {
  const variables = () => Object.values(tf.engine().registeredVariables);
  const poison = () => {
    variables().forEach((variable) => {
      if (variable.trainable) variable.assign(tf.fill(variable.shape, NaN));
    });
  };

  test('at the step whose loss is not finite, with the weights from before it', async () => {
    const before = tf.memory().numTensors;
    let steps = 0;
    const onStep = () => steps++;
    await expect(train(data, { ...config, lr: 1e30 }, { out, onStep })).rejects.toThrow(
      `the loss became NaN at step 2 of epoch 1; the weights from before that step are in ${out}; try a lower lr or a higher temperature`,
    );
    expect(steps).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
    const { parameters } = loadEncoder(out).encoder;
    for (const parameter of Object.values(parameters)) {
      expect(tf.all(tf.isFinite(parameter)).dataSync()[0]).toBe(1);
    }
  });

  test('without weights where there are no finite ones', async () => {
    await expect(train(data, { ...config, lr: 1e39 }, { out })).rejects.toThrow(
      /^the loss became NaN at step 2 of epoch 1; no weights are kept; try a lower lr/,
    );
    expect(existsSync(join(out, 'last.safetensors'))).toBe(false);
  });

  test('with the weights of the epoch before', async () => {
    let kept = '';
    const onEpoch = () => {
      kept = weights('last');
      poison();
    };
    await expect(train(data, config, { out, onEpoch })).rejects.toThrow(
      `the loss became NaN at step 1 of epoch 2; the weights of epoch 1 are kept in ${out}; `,
    );
    expect(weights('last')).toBe(kept);
  });

  test('before it saves weights that are not finite, though no loss has told of them', async () => {
    let kept: unknown;
    const files = () => [weights('last'), readdirSync(join(out, 'checkpoint'))];
    const run = train(data, config, {
      out,
      onEpoch: () => {
        kept = files();
      },
      onStep: ({ epoch, step }) => {
        if (epoch === 2 && step === 2) poison();
      },
    });
    await expect(run).rejects.toThrow(
      `the weights became NaN or infinite by step 2 of epoch 2; the weights of epoch 1 are kept in ${out}; `,
    );
    expect(files()).toEqual(kept);
  });
});

test('settings that do not fit the data are refused before anything is written', async () => {
  await expect(train(data, { ...config, m: 64, batchSize: 64 }, { out })).rejects.toThrow(
    'batchSize must be at most the number of training images, got 64 for 40 images; lower batchSize',
  );
  await expect(train(data, { ...config, k: 37 }, { out })).rejects.toThrow(
    'k must be at most the number of images in the kNN bank, got 37 for 36 images; lower k, or set evalEvery to 0 to train without kNN',
  );
  expect(existsSync(out)).toBe(false);
});
