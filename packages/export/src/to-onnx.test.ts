import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';

import { cases, expectedFeature, imageValues, trainedEncoder } from './fixtures/trained-encoder.js';
import { toOnnx } from './to-onnx.js';

test.each(cases)('onnxruntime computes the features of %s', async (_, config, input) => {
  const encoder = trainedEncoder(config);
  const channels = encoder.config.inChannels;
  const shape: [number, number, number, number] = [3, input.size, input.size, channels];
  const images = tf.tensor4d(imageValues(shape), shape);
  const expected = expectedFeature(encoder, images, input);

  const session = await InferenceSession.create(toOnnx(encoder, input));
  const planes = tf.transpose(images, [0, 3, 1, 2]);
  const feeds = { images: new Tensor('float32', planes.dataSync() as Float32Array, planes.shape) };
  const { feature } = await session.run(feeds);

  expect(session.inputNames).toEqual(['images']);
  expect(session.outputNames).toEqual(['feature']);
  expect(feature?.dims).toEqual([3, expected.length / 3]);
  const values = feature?.data as Float32Array;
  const worst = expected.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (values[at] ?? NaN))),
    0,
  );
  // The same convolutions in another library, with batch norm folded: float32 noise.
  expect(worst).toBeLessThan(1e-5);
  await session.release();
  encoder.dispose();
});

test('metadata and the producer are in the file', () => {
  const encoder = trainedEncoder({ depth: 18, width: 2 });
  const input = { size: 8, mean: [0, 0, 0], std: [1, 1, 1] };
  const file = Buffer.from(toOnnx(encoder, input, { 'jssl.license': 'MIT' })).toString('latin1');
  for (const text of ['@jssl/export', 'jssl.license', 'MIT', 'layer4.1.conv2.weight']) {
    expect(file).toContain(text);
  }
  encoder.dispose();
});

test('an input that does not fit is rejected', () => {
  const encoder = trainedEncoder({ depth: 18, width: 2 });
  const input = { size: 8, mean: [0, 0, 0], std: [1, 1, 1] };
  const failure = (change: object) => () => toOnnx(encoder, { ...input, ...change });
  expect(failure({ size: 0 })).toThrow(
    new RangeError('toOnnx: size must be a whole number of pixels, at least 1, got 0'),
  );
  expect(failure({ mean: [0] })).toThrow(
    new RangeError(
      'toOnnx: mean must be 3 finite numbers like the channels of the encoder, got [0]',
    ),
  );
  expect(failure({ std: [1, 0, 1] })).toThrow(
    new RangeError(
      'toOnnx: std must be 3 finite numbers above 0 like the channels of the encoder, got [1, 0, 1]',
    ),
  );
  encoder.dispose();
});
