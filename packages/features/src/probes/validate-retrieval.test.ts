import type { ImageSet } from '@jssl/data';
import * as tf from '@tensorflow/tfjs-core';

import { validateRetrieval } from './validate-retrieval.js';

const partners = { attribute: 'identity', across: 'vendor' };

/** Each identity drawn by two vendors, one drawing after the other. */
function drawings(identities: number): ImageSet {
  const rows = Array.from({ length: 2 * identities }, (_, at) => at);
  return {
    length: rows.length,
    labels: Int32Array.from(rows, () => 0),
    attributes: {
      identity: rows.map((at) => `emoji ${at >> 1}`),
      vendor: rows.map((at) => (at % 2 ? 'a' : 'b')),
    },
    name: String,
    read: () => new Uint8Array(),
  };
}

/** Unit rows: both drawings of an identity in one direction. */
function pairedRows(images: number): tf.Tensor2D {
  const rows = Array.from({ length: images }, (_, at) => {
    const angle = (at >> 1) / images;
    return [Math.cos(angle), Math.sin(angle)];
  });
  return tf.tensor2d(rows);
}

const featuresOf = ({ labels = new Int32Array(), length }: ImageSet) => ({
  features: pairedRows(length),
  labels,
  groups: Int32Array.from({ length }, (_, at) => at >> 1),
});

test('a tenth of the identities, with their partners', async () => {
  const train = drawings(50);
  const before = tf.memory().numTensors;
  const features = { train: featuresOf(train) };
  const found = await validateRetrieval(features, { partners, train }, 3);
  // Five identities of two drawings.
  expect(found?.queries).toBe(10);
  expect(found?.recall[0]).toBe(1);
  expect(tf.memory().numTensors).toBe(before + 1);
  features.train.features.dispose();
});

test('the validation images of the data set come first', async () => {
  const [train, validation] = [drawings(20), drawings(4)];
  const features = { train: featuresOf(train), validation: featuresOf(validation) };
  const found = await validateRetrieval(features, { partners, train, validation });
  expect(found?.queries).toBe(8);
});

test('without partners there is nothing to find', async () => {
  const train = drawings(20);
  const features = { train: featuresOf(train) };
  const alone = { ...train, attributes: { identity: Array.from({ length: 40 }, String) } };
  expect(await validateRetrieval(features, { train })).toBeUndefined();
  expect(await validateRetrieval(features, { partners, train: alone })).toBeUndefined();
});
