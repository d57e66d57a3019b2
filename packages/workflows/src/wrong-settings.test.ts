// Misspelled on purpose. cspell:ignore Sise parquett
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  checkImages,
  embed,
  embedToFile,
  exportRun,
  findDuplicates,
  findNeighbors,
  makeReport,
  measureFinetuned,
  measureKnn,
  measureLinear,
  openRun,
  plan,
  train,
} from './index.js';

test.each([
  [{ images: 0 }, 'images must be a whole number of images, at least 2, got 0'],
  [{ bandwidth: 0 }, 'bandwidth must be a number of GB/s above 0, got 0'],
  [{ latency: -1 }, 'latency must be a number of microseconds, at least 0, got -1'],
])('a plan of %j is refused in the units of its caller', (options, message) => {
  expect(() => plan({}, options)).toThrow(message);
});

test.each([
  [
    () => train('photos', {}, { preset: 'fast' as 'original' }),
    /^preset must be one of original, original-code, small-data/,
  ],
  [
    () => train('photos', { batchSise: 3 } as object),
    /^batchSise must be left out: there is no such setting, got 3; did you mean batchSize\?$/,
  ],
  [
    () => train('photos', { arch: 'resnet81' as 'resnet18' }),
    /^arch must be one of .*, got resnet81; did you mean resnet18\?$/,
  ],
  [
    () => embed('runs/photos', 'photos', { split: 'tests' as 'test' }),
    'split must be one of all, train, validation, test, got tests; did you mean test?',
  ],
  [
    () => embedToFile('runs/photos', 'photos', { format: 'parquett' as 'parquet' }),
    'format must be one of csv, jsonl, npy, parquet, got parquett; did you mean parquet?',
  ],
  [
    () => openRun('runs/photos', { weights: 'lst' as 'last' }),
    'weights must be one of best, last, got lst; did you mean last?',
  ],
  [
    () => exportRun('runs/photos', 'onnx', { signal: AbortSignal.abort(new Error('enough')) }),
    /^enough$/,
  ],
  [() => exportRun('runs/photos', 'pt' as 'onnx'), /^to must be one of .*safetensors.*, got pt$/],
  [() => checkImages('photos', { m: 0 }), /^m must be a whole number, at least 1, got 0$/],
  [() => checkImages('photos', { batchSize: -1 }), /^batchSize must be .* got -1$/],
  [() => makeReport([]), /^there is no run to report; pass one or several$/],
  [
    () => makeReport('runs/photos', { weights: 'first' as 'best' }),
    /^weights must be one of best, last, got first$/,
  ],
  [
    () => openRun('runs/photos', { weights: 'both' as 'best' }),
    /^weights must be one of best, last, got both$/,
  ],
  [
    () => embed('runs/photos', 'photos', { weights: '' as 'best' }),
    /^weights must be one of best, last, got $/,
  ],
  [
    () => measureFinetuned('runs/photos', { weights: 'both' as 'best' }),
    /^weights must be one of best, last, got both$/,
  ],
  [
    () => measureKnn('runs/photos', { weights: 'first' as 'best' }),
    /^weights must be one of both, best, last, got first$/,
  ],
  [
    () => measureLinear('runs/photos', { weights: 'Best' as 'best' }),
    /^weights must be one of both, best, last, got Best; did you mean best\?$/,
  ],
  [
    () => measureKnn('runs/photos', { limit: 0 }),
    /^limit must be a whole number of images, at least 1, got 0$/,
  ],
  [
    () => measureKnn('runs/photos', { k: 'best' as 'auto' }),
    /^k must be one or more whole numbers of neighbors, each at least 1, got best$/,
  ],
  [
    () => findNeighbors('runs/photos', ['a.png'], { k: 1.5 }),
    /^k must be a whole number of neighbors, at least 1, got 1\.5$/,
  ],
  [
    () => findDuplicates('runs/photos', 'photos', { threshold: NaN }),
    /^threshold must be a cosine from -1 to 1, got NaN$/,
  ],
  [
    () => measureLinear('runs/photos', { fast: true, epochs: 5 }),
    /^epochs must be left out with fast, which trains to convergence and picks the weight decay on validation images, got 5; leave one out$/,
  ],
  [
    () => measureLinear('runs/photos', { fast: true, batchSize: 8 }),
    /^batchSize must be left out with fast, .* got 8; leave one out$/,
  ],
  [
    () => measureLinear('runs/photos', { fast: true, lr: 0.1 }),
    /^lr must be left out with fast, .* got 0\.1; leave one out$/,
  ],
  [
    () => measureLinear('runs/photos', { fast: true, validation: false }),
    /^validation must be left out with fast, .* got false; leave one out$/,
  ],
])('%# is refused in a sentence', async (call, message) => {
  await expect(call()).rejects.toThrow(message);
});

test('a run where images should be is refused, also one that is named twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jssl-twice-'));
  const run = join(folder, 'run');
  mkdirSync(run);
  for (const name of ['config.json', 'last.safetensors']) writeFileSync(join(run, name), '{}');
  await expect(measureLinear(run, { data: run })).rejects.toThrow(
    `${run} is a run folder, but images to measure on are expected here; pass the run once, and then the images`,
  );
  const file = join(run, 'last.safetensors');
  await expect(measureKnn(run, { data: file })).rejects.toThrow(`${file} is a weights file, but`);
  await expect(measureFinetuned(run, { data: run })).rejects.toThrow('is a run folder, but');
  rmSync(folder, { recursive: true });
});
