import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Dataset } from '@jssl/data';
import {
  embedForEvaluation,
  encoderFeatures,
  reportKnn,
  pixelFeatures,
  loadEncoder,
} from '@jssl/features';
import { train, readRunSummary } from '@jssl/trainer';
import * as tf from '@tensorflow/tfjs-core';

import { darkAndBright, smallConfig, smallData, unlabeledData } from './fixtures/small-run.js';
import { isLeftOut } from './study/left-out.js';
import type { StudyOptions, StudyProgress } from './study/studied-run.js';
import { studyRun, type RunStudy } from './study-run.js';

let folder: string;
let out: string;
let whole: RunStudy;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-report-'));
  out = join(folder, 'run');
  await train(smallData, smallConfig, { out });
  whole = await study(smallData);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const study = (data: Dataset, options: StudyOptions = {}) =>
  studyRun(readRunSummary(out), data, options);

/** A part that must not be left out. */
function there<Part extends RunStudy['map' | 'neighbors' | 'knn']>(part: Part) {
  if (isLeftOut(part)) throw new Error(part.leftOut);
  return part as Exclude<Part, { leftOut: string }>;
}

test('the kNN accuracies are those of reportKnn, with their baselines', async () => {
  const { knn, gallery, sameImages } = whole;
  const { rows, targets, ...sizes } = there(knn);
  expect([...targets]).toEqual(Array.from({ length: 30 }, (_, image) => image % 2));
  expect(sizes).toEqual({
    ...{ k: 5, runK: 5, temperature: 0.5, bank: 40, trainImages: 40, testImages: 30 },
    unbalanced: false,
    mostFrequent: {
      ...{ name: 'most frequent class', label: 0, top1: 0.5, top5: 1, balanced: 0.5 },
    },
  });
  expect(rows.map(({ name }) => name)).toEqual(['trained encoder', 'raw pixels', 'random weights']);
  const { encoder, views } = loadEncoder(out);
  for (const [place, extract] of [encoderFeatures(encoder), pixelFeatures].entries()) {
    const features = await embedForEvaluation(extract, smallData, { views });
    // To the digit what jssl knn reports, with the same intervals.
    const report = await reportKnn(features, {
      k: [5],
      temperature: [0.5],
      seed: smallConfig.seed,
    });
    const { top1, top5, balanced, top1Interval, confusion } = report;
    expect(rows[place]).toMatchObject({ top1, top5, balanced, top1Interval, confusion });
  }
  const [{ confusion, top1 }] = rows;
  expect(confusion.flat().reduce((sum, images) => sum + images, 0)).toBe(30);
  expect((confusion[0]?.[0] ?? NaN) + (confusion[1]?.[1] ?? NaN)).toBeCloseTo(30 * top1, 10);
  // All images, since there are few: the test images come first.
  expect(gallery).toMatchObject({
    ...{ test: { shown: 30, total: 30 }, training: { shown: 40, total: 40 } },
    classes: smallData.classes,
  });
  expect(gallery.names).toHaveLength(70);
  expect(gallery.names[3]).toBe('<img src=x onerror=alert(3)>.png');
  expect(sameImages).toBe(true);
});

test('a map of some test images has the accuracy and the predictions of all', async () => {
  const { knn, gallery } = await study(smallData, { mapImages: 12 });
  const [all] = there(whole.knn).rows;
  const [some] = there(knn).rows;
  expect(some.top1).toBe(all.top1);
  expect(some.perClass).toEqual(all.perClass);
  const places = gallery.names.map((name) => whole.gallery.names.indexOf(name));
  expect([...some.predictions]).toEqual(places.map((place) => all.predictions[place]));
});

test('the map, the neighbors and the thumbnails are of the same images', () => {
  const { map, neighbors, gallery } = whole;
  expect(there(map)).toHaveLength(70);
  expect(there(map).flat().every(Number.isFinite)).toBe(true);
  const { samples, sameClass, all } = there(neighbors);
  expect([all.encoder.length, all.pixels.length]).toEqual([70, 70]);
  // Test image 2 is training image 2 as well, whose place is after the 30 test images.
  expect(all.encoder[2]?.indices[0]).toBe(32);
  expect(all.encoder[2]?.similarities[0]).toBeCloseTo(1, 5);
  expect(samples.map(({ image }) => image)).toEqual([0, 1]);
  for (const { image, encoder, pixels } of samples) {
    expect(encoder.indices).toHaveLength(8);
    // Raw pixels separate dark from bright.
    expect(pixels.indices.map((index) => index % 2)).toEqual(Array(8).fill(image));
  }
  expect(sameClass?.pixels).toBe(1);
  const { columns, rows, width, height } = gallery.thumbnails;
  expect({ columns, rows, width, height }).toEqual({ columns: 9, rows: 8, width: 8, height: 8 });
});

test('the same run gives the same study, and leaves no tensor', async () => {
  const before = tf.memory().numTensors;
  expect(await study(smallData)).toEqual(whole);
  expect(tf.memory().numTensors).toBe(before);
});

test('of larger sets some images are chosen, progress is reported, and a signal or an error stops the study', async () => {
  const reported: StudyProgress[] = [];
  const { gallery, knn } = await study(smallData, {
    mapImages: 12,
    bankImages: 20,
    onProgress: (progress) => reported.push(progress),
  });
  expect(gallery.names).toHaveLength(12);
  expect(gallery.test).toEqual({ shown: 12, total: 30 });
  expect(gallery.training).toEqual({ shown: 0, total: 40 });
  expect(there(knn)).toMatchObject({ bank: 20, trainImages: 40, testImages: 30 });
  // All test images are classified; the gallery has the predictions of its own.
  const [trained] = there(knn).rows;
  expect(trained.confusion.flat().reduce((sum, images) => sum + images, 0)).toBe(30);
  expect(trained.predictions).toHaveLength(12);
  expect([...new Set(reported.map(({ phase }) => phase))]).toEqual([
    'embedding',
    'laying out the map',
    'drawing thumbnails',
  ]);
  const embedded = reported.filter(({ phase }) => phase === 'embedding');
  expect(embedded.at(-1)).toEqual({ phase: 'embedding', done: 150, total: 150 });
  const stop = new Error('stopped');
  const stopping = study(smallData, {
    onProgress: () => {
      throw stop;
    },
  });
  await expect(stopping).rejects.toBe(stop);
  const controller = new AbortController();
  const cancelled = study(smallData, {
    signal: controller.signal,
    onProgress: () => {
      controller.abort(stop);
    },
  });
  await expect(cancelled).rejects.toBe(stop);
  await expect(study(smallData, { signal: AbortSignal.abort(stop) })).rejects.toBe(stop);
});

test('without labels the study shows training images, without kNN', async () => {
  const { gallery, map, neighbors, knn, sameImages } = await study(unlabeledData);
  expect(gallery).toMatchObject({ test: { shown: 0 }, training: { shown: 40, total: 40 } });
  expect(gallery).not.toHaveProperty('labels');
  expect(there(map)).toHaveLength(40);
  expect(there(neighbors)).not.toHaveProperty('sameClass');
  expect(there(neighbors).samples).toHaveLength(12);
  expect(knn).toEqual({
    leftOut: 'The images have no labels.',
  });
  expect(sameImages).toBe(false);
});

test.each([
  [
    'one class',
    { classes: ['all'], test: { ...darkAndBright(9), labels: new Int32Array(9) } },
    'All images belong to one class.',
  ],
  ['no test images', { test: undefined }, 'There are no labeled test images to classify.'],
])('%s: the kNN is left out, with a reason', async (_, changes, leftOut) => {
  const { knn } = await study({ ...smallData, ...changes } as Dataset, { mapImages: 3 });
  expect(knn).toEqual({ leftOut });
});

test('with fewer images than neighbors there are as many neighbors as possible', async () => {
  const few = { ...smallData, train: darkAndBright(4), test: darkAndBright(5) };
  const { knn, neighbors, map } = await study(few);
  // Four images, two of each class.
  expect(there(knn)).toMatchObject({ k: 2, runK: 5 });
  expect(there(neighbors).samples[0]?.encoder.indices).toHaveLength(8);
  expect(there(map)).toHaveLength(9);
});

test('one image has no neighbors and no map; no image is an error', async () => {
  const one = await study(smallData, { mapImages: 1 });
  expect(one.neighbors).toEqual({
    leftOut: 'There is only one image, which has no neighbors.',
  });
  expect(one.map).toEqual({ leftOut: 'A map needs at least 4 images.' });
  await expect(study({ ...smallData, train: darkAndBright(0) })).rejects.toThrow(
    'dark & bright has no images; pass the images that the run was trained on',
  );
});

test('missing or truncated weights and images that do not fit are rejected', async () => {
  const copy = join(folder, 'copy');
  cpSync(out, copy, { recursive: true });
  const file = join(copy, 'last.safetensors');
  const studyCopy = () => studyRun(readRunSummary(copy), smallData);
  writeFileSync(file, readFileSync(file).subarray(0, 5000));
  await expect(studyCopy()).rejects.toThrow(/last\.safetensors cannot be read as safetensors: /);
  rmSync(file);
  await expect(studyCopy()).rejects.toThrow(/copy has no last\.safetensors; /);
  await expect(study({ ...smallData, channels: 3 })).rejects.toThrow(
    /last\.safetensors was trained on images with 1 channels, but dark & bright has 3$/,
  );
});
