import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createEncoder, defaultEncoderConfig, encodeSafetensors, stateDict } from '@jssl/resnet';

import { initialWeights } from './initial-weights.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-initial-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('the shape and the normalization of published weights are settings, and what was found is reported', () => {
  const config = { ...defaultEncoderConfig, depth: 18, width: 2, stem: 'imagenet' } as const;
  const encoder = createEncoder(config, () => 0.5);
  const classifier = { shape: [2], data: new Float32Array(2) };
  const file = join(folder, 'resnet18.safetensors');
  const tensors = { ...stateDict(encoder, { heads: false }), 'fc.bias': classifier };
  writeFileSync(file, encodeSafetensors(tensors, { format: 'pt' }));
  const { settings, channels, note } = initialWeights(file);
  expect(settings).toEqual({
    ...{ arch: 'resnet18', width: 2, stem: 'imagenet' },
    ...{ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  });
  expect(channels).toBe(3);
  expect(note).toMatch(
    /^starting from other weights: .* all 100 tensors of an encoder were found, 1 was left out/,
  );
});

test('a missing file is refused', () => {
  expect(() => initialWeights(join(folder, 'none'))).toThrow(/^there is no run folder or weights/);
});
