import { createEncoder, defaultEncoderConfig, encode } from '@jssl/resnet';
import { darkAndBright, twoClasses as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { randomStream } from '../batches/random-streams.js';
import { evaluationBatches } from '../batches/view-batches.js';
import { smallViews } from '../fixtures/small-views.js';
import { embedBatches, embedImages, encoderFeatures, pixelFeatures } from './embed-images.js';

const source = { data, views: smallViews };

test('more images than a batch are embedded in order, and nothing else is left', async () => {
  const set = darkAndBright(300);
  const before = tf.memory().numTensors;
  const done: number[] = [];
  const all = await embedImages(pixelFeatures, set, {
    ...source,
    onProgress: (images) => done.push(images),
  });
  expect(done).toEqual([256, 300]);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(all.shape).toEqual([300, 64]);
  const one = { ...set, length: 1, read: () => set.read([256]) };
  const alone = await embedImages(pixelFeatures, one, source);
  expect(tf.slice2d(all, [256, 0], [1, -1]).dataSync()).toEqual(alone.dataSync());
});

test('the feature of an encoder is that of its evaluation mode', async () => {
  const config = { ...defaultEncoderConfig, depth: 18, width: 4, inChannels: 1 } as const;
  const encoder = createEncoder(config, randomStream(0, 'weights'));
  const features = await embedImages(encoderFeatures(encoder), data.train, source);
  for (const images of evaluationBatches(data.train, source)) {
    const { feature } = encode(encoder, images, { training: false });
    expect(features.dataSync()).toEqual(feature.dataSync());
  }
  expect(features.shape).toEqual([40, 32]);
});

test('batches hold the same features, and none stays when their reader leaves early', async () => {
  const set = darkAndBright(300);
  const all = await embedImages(pixelFeatures, set, source);
  const before = tf.memory().numTensors;
  const batches: { shape: readonly number[]; features: number[] }[] = [];
  for await (const batch of embedBatches(pixelFeatures, set, source)) {
    batches.push({ shape: batch.shape, features: [...(await batch.data())] });
  }
  expect(batches.map(({ shape }) => shape)).toEqual([
    [256, 64],
    [44, 64],
  ]);
  expect(batches.flatMap(({ features }) => features)).toEqual([...all.dataSync()]);
  for await (const batch of embedBatches(pixelFeatures, set, source)) {
    expect(batch.isDisposed).toBe(false);
    break;
  }
  expect(tf.memory().numTensors).toBe(before);
});

test('an aborted call rejects with the reason before the next batch, and leaves no tensor', async () => {
  const set = darkAndBright(300);
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  const done: number[] = [];
  const embedded = embedImages(pixelFeatures, set, {
    ...source,
    onProgress: (images) => {
      done.push(images);
      controller.abort(new Error('enough'));
    },
    signal: controller.signal,
  });
  await expect(embedded).rejects.toThrow('enough');
  expect(done).toEqual([256]);
  expect(tf.memory().numTensors).toBe(before);
});
