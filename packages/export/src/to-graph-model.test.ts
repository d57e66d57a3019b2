import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';

import { cases, expectedFeature, imageValues, trainedEncoder } from './fixtures/trained-encoder.js';
import { toGraphModel } from './to-graph-model.js';

test.each(cases)('tf.loadGraphModel computes the features of %s', async (_, config, input) => {
  const encoder = trainedEncoder(config);
  const shape: [number, number, number, number] = [
    3,
    input.size,
    input.size,
    encoder.config.inChannels,
  ];
  const images = tf.tensor4d(imageValues(shape), shape);
  const expected = expectedFeature(encoder, images, input);

  // As loaded from files: the model through JSON, the weights in their own buffer.
  const { model, weights } = toGraphModel(encoder, input, { license: 'MIT' });
  const { weightsManifest, modelTopology, ...rest } = JSON.parse(JSON.stringify(model)) as {
    weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
    modelTopology: object;
  };
  const loaded = await loadGraphModel(
    tf.io.fromMemory({
      ...rest,
      modelTopology,
      weightSpecs: weightsManifest[0]?.weights ?? [],
      weightData: Uint8Array.from(weights).buffer,
    }),
  );
  const feature = loaded.predict(images) as tf.Tensor;

  expect(loaded.inputs.map(({ name }) => name)).toEqual(['images']);
  expect(loaded.outputs.map(({ name }) => name)).toEqual(['feature']);
  expect(feature.shape).toEqual([3, expected.length / 3]);
  const values = feature.dataSync();
  const worst = expected.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (values[at] ?? NaN))),
    0,
  );
  // Batch norm is folded into the convolutions: float32 noise.
  expect(worst).toBeLessThan(1e-5);
  loaded.dispose();
  encoder.dispose();
});

test('metadata is in the model', () => {
  const encoder = trainedEncoder({ depth: 18, width: 2 });
  const input = { size: 8, mean: [0, 0, 0], std: [1, 1, 1] };
  const { model } = toGraphModel(encoder, input, { license: 'MIT' });
  expect(model).toMatchObject({
    format: 'graph-model',
    userDefinedMetadata: { license: 'MIT' },
  });
  encoder.dispose();
});

test('an input that does not fit is rejected', () => {
  const encoder = trainedEncoder({ depth: 18, width: 2 });
  expect(() => toGraphModel(encoder, { size: 1.5, mean: [0, 0, 0], std: [1, 1, 1] })).toThrow(
    new RangeError('toGraphModel: size must be a whole number of pixels, at least 1, got 1.5'),
  );
  encoder.dispose();
});
