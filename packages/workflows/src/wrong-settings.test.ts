// Misspelled on purpose. cspell:ignore Sise parquett
import {
  checkImages,
  embed,
  embedToFile,
  exportRun,
  makeReport,
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
    /^preset must be one of original, small-data/,
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
])('%# is refused in a sentence', async (call, message) => {
  await expect(call()).rejects.toThrow(message);
});
