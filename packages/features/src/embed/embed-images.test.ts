import { createEncoder, defaultEncoderConfig, encode } from '@jssl/resnet';
import { darkAndBright, twoClasses as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { randomStream } from '../batches/random-streams.js';
import { forEachEvaluationBatch } from '../batches/view-batches.js';
import { smallViews } from '../fixtures/small-views.js';
import { embedBatches, embedImages, encoderFeatures, pixelFeatures } from './embed-images.js';

const views = smallViews;

test('more images than a batch are embedded in order, and nothing else is left', () => {
  const set = darkAndBright(300);
  const before = tf.memory().numTensors;
  const done: number[] = [];
  const all = embedImages(pixelFeatures, set, data, views, (images) => done.push(images));
  expect(done).toEqual([256, 300]);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(all.shape).toEqual([300, 64]);
  const one = { ...set, length: 1, read: () => set.read([256]) };
  const alone = embedImages(pixelFeatures, one, data, views);
  expect(tf.slice2d(all, [256, 0], [1, -1]).dataSync()).toEqual(alone.dataSync());
});

test('the feature of an encoder is that of its evaluation mode', () => {
  const config = { ...defaultEncoderConfig, depth: 18, width: 4, inChannels: 1 } as const;
  const encoder = createEncoder(config, randomStream(0, 'weights'));
  const features = embedImages(encoderFeatures(encoder), data.train, data, views);
  forEachEvaluationBatch(data.train, data, views, (images) => {
    const { feature } = encode(encoder, images, { training: false });
    expect(features.dataSync()).toEqual(feature.dataSync());
  });
  expect(features.shape).toEqual([40, 32]);
});

test('batches hold the same features, and none stays when their reader leaves early', () => {
  const set = darkAndBright(300);
  const all = embedImages(pixelFeatures, set, data, views);
  const before = tf.memory().numTensors;
  const batches = Array.from(embedBatches(pixelFeatures, set, data, views), (batch) => ({
    shape: batch.shape,
    features: [...batch.dataSync()],
  }));
  expect(batches.map(({ shape }) => shape)).toEqual([
    [256, 64],
    [44, 64],
  ]);
  expect(batches.flatMap(({ features }) => features)).toEqual([...all.dataSync()]);
  for (const batch of embedBatches(pixelFeatures, set, data, views)) {
    expect(batch.isDisposed).toBe(false);
    break;
  }
  expect(tf.memory().numTensors).toBe(before);
});
