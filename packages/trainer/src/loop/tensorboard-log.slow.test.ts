import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

import { embedImages, encoderFeatures } from '@jssl/features';
import { loadEncoder } from '@jssl/features';
import { readEventFile, twoClasses as data, unlabeled } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallConfig as config } from '../fixtures/small-config.js';
import type { EpochMetrics } from '../metrics/metrics-table.js';
import { resumeTraining } from './resume.js';
import { train } from './train.js';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-tensorboard-'));
  out = join(folder, 'run');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const text = (name: string) => readFileSync(join(out, 'tensorboard', name), 'utf8');
const rows = (name: string) =>
  text(name)
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));

/** The events of the one event file of the run. */
function events() {
  const files = readdirSync(join(out, 'tensorboard')).filter((name) => name.includes('tfevents'));
  expect(files).toHaveLength(1);
  return readEventFile(join(out, 'tensorboard', files[0] ?? ''));
}

const epochsLogged = () => events().filter(({ scalars }) => Object.keys(scalars).length > 0);

/** The numbers of an epoch as float32, without their names. */
function numbersOf({ epoch, warnings, ...metrics }: EpochMetrics): number[] {
  expect(epoch).toBeGreaterThan(0);
  expect(warnings ?? []).toBeInstanceOf(Array);
  return Object.values(metrics)
    .filter((value) => value !== undefined)
    .map(Math.fround)
    .sort();
}

test('every number of every epoch is a scalar in a group, and views are an image', async () => {
  const epochs: EpochMetrics[] = [];
  await train(data, config, { out, onEpoch: (metrics) => epochs.push(metrics) });
  const logged = epochsLogged();
  expect(logged.map(({ step }) => step)).toEqual([1, 2]);
  expect(logged.map(({ scalars }) => Object.values(scalars).sort())).toEqual(epochs.map(numbersOf));
  for (const [index, { scalars }] of logged.entries()) {
    expect(scalars).toMatchObject({
      'loss/train': Math.fround(epochs[index]?.trainLoss ?? NaN),
      'knn/validation': Math.fround(epochs[index]?.validationTop1 ?? NaN),
      'knn/test': Math.fround(epochs[index]?.testTop1 ?? NaN),
    });
    for (const tag of Object.keys(scalars)) expect(tag).toMatch(/^[a-z]+\/[a-z\d-]+$/);
  }

  // The first images of the first step stand above their two views, in an image.
  const event = events().find(({ images }) => images['views']);
  expect(event?.step).toBe(1);
  const { png, ...shape } = event?.images['views'] ?? { png: new Uint8Array() };
  expect(shape).toEqual({ height: 3 * 8, width: 8 * 8, channels: 1 });
  const bytes = Buffer.from(png);
  const pixels = inflateSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)));
  // The first row is whole images: 64 bytes each that stand in the training images.
  const pixel = (row: number, column: number) => pixels[row * (1 + 64) + 1 + column] ?? NaN;
  const image = Array.from({ length: 64 }, (_, at) => pixel(Math.floor(at / 8), at % 8));
  const known = Array.from({ length: 40 }, (_, index) =>
    Array.from(data.train.read(Int32Array.of(index))),
  );
  expect(known).toContainEqual(image);
  const view = Array.from({ length: 64 }, (_, at) => pixel(8 + Math.floor(at / 8), at % 8));
  expect(view).not.toEqual(image);
});

test('a complete run has its test images as points with names, classes and pictures', async () => {
  const before = tf.memory().numTensors;
  await train(data, { ...config, epochs: 1 }, { out });
  expect(tf.memory().numTensors).toBe(before);
  const { encoder, views } = loadEncoder(out);
  const test = data.test;
  const features = await embedImages(encoderFeatures(encoder), test, { data, views });
  const [count, size] = features.shape;
  const written = rows('tensors.tsv').map((row) => row.map(Number));
  expect(written).toHaveLength(count);
  const values = features.dataSync<'float32'>();
  // Seven digits of numbers in [0, 1].
  written.flat().forEach((value, at) => {
    expect(value).toBeCloseTo(values[at] ?? NaN, 6);
  });
  expect(written[0]).toHaveLength(size);
  features.dispose();
  expect(rows('metadata.tsv').slice(0, 3)).toEqual([
    ['file', 'class'],
    ['0.png', 'dark'],
    ['1.png', 'bright'],
  ]);
  expect(text('projector_config.pbtxt')).toContain('single_image_dim: [8, 8]');
  // Ten pictures of 8 by 8 pixels in a square of four by four.
  expect(readFileSync(join(out, 'tensorboard', 'sprite.png')).readUInt32BE(16)).toBe(4 * 8);
});

test('without test images and classes the points are training images with their names', async () => {
  await train(unlabeled, { ...config, epochs: 1 }, { out });
  const names = rows('metadata.tsv').flat();
  expect(names).toEqual(Array.from({ length: 40 }, (_, index) => `${index}.png`));
});

test('a run that died goes on without a point twice or missing', async () => {
  const killed = new Error('killed');
  const dying = train(data, config, {
    out,
    onStep: ({ epoch, step }) => {
      if (epoch === 2 && step === 1) throw killed;
    },
  });
  await expect(dying).rejects.toBe(killed);
  expect(existsSync(join(out, 'tensorboard', 'tensors.tsv'))).toBe(false);
  const first = epochsLogged().map(({ step, scalars }) => ({ step, scalars }));
  expect(first.map(({ step }) => step)).toEqual([1]);
  await resumeTraining(data, { out });
  await resumeTraining(data, { out, changes: { epochs: 3 } });
  const logged = epochsLogged().map(({ step, scalars }) => ({ step, scalars }));
  expect(logged.map(({ step }) => step)).toEqual([1, 2, 3]);
  expect(logged[0]).toEqual(first[0]);
  // A reader that has seen the points of an earlier file forgets them at the start of this one.
  expect(events().find(({ start }) => start)?.step).toBe(0);
  expect(rows('tensors.tsv')).toHaveLength(10);
});
