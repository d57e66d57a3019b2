import { decodeSafetensors, stateDict } from '@jssl/resnet';

import { exportFormats } from './export-description.js';
import { exportFiles } from './export-files.js';
import { trainedEncoder } from './fixtures/trained-encoder.js';

const input = { size: 32, mean: [0.4, 0.5, 0.6], std: [0.1, 0.2, 0.3] };
const data = { name: 'leaves', license: 'CC BY 4.0', credit: 'by A. Botanist' };
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

test('each format has its model, a description and a README', () => {
  const encoder = trainedEncoder({ depth: 18, width: 2 });
  const names = exportFormats.map((format) => Object.keys(exportFiles(encoder, input, { format })));
  expect(names).toEqual([
    ['encoder.safetensors', 'encoder.json', 'README.md'],
    ['encoder.onnx', 'encoder.json', 'README.md'],
    ['model.json', 'weights.bin', 'encoder.json', 'README.md'],
  ]);
  encoder.dispose();
});

test('encoder.json describes the input and the output', () => {
  const encoder = trainedEncoder({ depth: 50, width: 4, stem: 'imagenet' });
  const files = exportFiles(encoder, input, { format: 'onnx', data });
  expect(JSON.parse(text(files['encoder.json']))).toEqual({
    format: 'onnx',
    files: ['encoder.onnx'],
    architecture: { name: 'resnet50', width: 4, stem: 'imagenet' },
    input: {
      name: 'images',
      layout: 'NCHW',
      height: 32,
      width: 32,
      channels: 3,
      range: [0, 1],
      normalization: { mean: input.mean, std: input.std, inModel: true },
    },
    // 2048 · 4 / 64
    output: { name: 'feature', size: 128, l2Normalized: true },
    data,
  });
  const readme = text(files['README.md']);
  expect(readme).toContain('License of the images: CC BY 4.0. by A. Botanist.');
  expect(readme).toContain('float32 [N, 3, 32, 32], RGB');
  expect(readme).toContain('onnxruntime.InferenceSession("encoder.onnx")');
  encoder.dispose();
});

test('safetensors holds only the backbone, with the same names', () => {
  const encoder = trainedEncoder({ depth: 18, width: 2 });
  const file = exportFiles(encoder, input, { format: 'safetensors' })['encoder.safetensors'];
  const { tensors } = decodeSafetensors(file ?? new Uint8Array());
  const all = stateDict(encoder);
  expect(Object.keys(tensors).sort()).toEqual(
    Object.keys(all)
      .filter((name) => !name.startsWith('head_'))
      .sort(),
  );
  expect(tensors['conv1.weight']).toEqual(all['conv1.weight']);
  encoder.dispose();
});
