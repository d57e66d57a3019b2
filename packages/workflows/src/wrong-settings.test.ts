import { checkImages, exportRun, makeReport, plan, train } from './index.js';

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
    /^preset must be one of original, small-data/,
  ],
  [() => exportRun('runs/photos', 'pt' as 'onnx'), /^to must be one of .*safetensors.*, got pt$/],
  [() => checkImages('photos', { m: 0 }), /^m must be a whole number, at least 1, got 0$/],
  [() => checkImages('photos', { batchSize: -1 }), /^batchSize must be .* got -1$/],
  [() => makeReport([]), /^there is no run to report; pass one or several$/],
])('%# is refused in a sentence', async (call, message) => {
  await expect(call()).rejects.toThrow(message);
});
