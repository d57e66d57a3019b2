import { writeFileSync } from 'node:fs';

import { loadEngine } from '@jssl/engine';
import { exportFiles } from '@jssl/export';
import { createEncoder, defaultEncoderConfig, encodeSafetensors, stateDict } from '@jssl/resnet';
import { writePhotos } from '@jssl/testing';
import { memory } from '@tensorflow/tfjs-core';

import { useWorkplace } from '../fixtures/use-workplace.js';
import { openExploration } from './explore.js';

useWorkplace();

/** Writes a ResNet-18 of width 4 as torchvision, timm and an ONNX exporter do. */
beforeAll(async () => {
  writePhotos('.');
  await loadEngine();
  let at = 0;
  const encoder = createEncoder(
    { ...defaultEncoderConfig, depth: 18, width: 4, stem: 'imagenet' },
    // The golden ratio's multiples are spread evenly.
    () => (++at * 0.6180339887) % 1,
  );
  const backbone = stateDict(encoder, { heads: false });
  const fc = { data: new Float32Array(10 * 32), shape: [10, 32] };
  writeFileSync('torchvision.safetensors', encodeSafetensors({ ...backbone, 'fc.weight': fc }));
  writeFileSync('timm.safetensors', encodeSafetensors(backbone, { format: 'pt' }));
  const input = { size: 64, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
  const { 'encoder.onnx': onnx = '' } = exportFiles(encoder, input, { format: 'onnx' });
  writeFileSync('encoder.onnx', onnx);
  encoder.dispose();
});

test.each([
  ['torchvision.safetensors', "torchvision's names: all 100 tensors", '224x224'],
  ['timm.safetensors', "torchvision's names: all 100 tensors", '224x224'],
  ['encoder.onnx', 'the names of an ONNX model: all 100 tensors', '64x64'],
])('%s is an encoder to explore with', async (name, found, size) => {
  const before = memory().numTensors;
  const notes: string[] = [];
  const onNote = (note: string) => notes.push(note);
  const exploration = await openExploration('photos', { encoder: name, onNote });
  expect(exploration.added).toBe(20);
  expect(notes[0]).toContain(found);
  expect(notes[0]).toContain(`images are prepared as ${size} with ImageNet's mean and standard deviation`);
  expect(exploration.embedder.about).toBe(`the encoder ${name}`);
  const red = exploration.indexOf('red/0.png') ?? -1;
  const nearest = exploration
    .neighbors(red, 9)
    .map(({ index }) => exploration.images.nameOf(index));
  expect(nearest.every((one) => one.startsWith('red/'))).toBe(true);
  await exploration.dispose();
  const again = await openExploration('photos', { encoder: name });
  expect(again.added).toBe(0);
  await again.dispose();
  expect(memory().numTensors).toBe(before);
});
