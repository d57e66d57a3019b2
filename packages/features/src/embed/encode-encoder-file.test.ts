import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defaultViewOptions } from '@jssl/augment';
import { createEncoder, decodeSafetensors, defaultEncoderConfig, stateDict } from '@jssl/resnet';

import { randomStream } from '../batches/random-streams.js';
import { encodeEncoderFile } from './encode-encoder-file.js';
import { loadEncoder } from './encoder-file.js';
import { tensorsChecksum } from './tensors-checksum.js';

const config = { ...defaultEncoderConfig, depth: 18, width: 2 } as const;
const views = { ...defaultViewOptions, size: 24, cropScale: [0.3, 1] as const };

test('loadEncoder reads the encoder with its views, and the checksum is that of Node', () => {
  const encoder = createEncoder(config, randomStream(3, 'weights'));
  const tensors = stateDict(encoder);
  const file = encodeEncoderFile(tensors, { config, views });
  expect(decodeSafetensors(file).metadata['checksum']).toBe(tensorsChecksum(tensors));
  const folder = mkdtempSync(join(tmpdir(), 'jssl-encoder-'));
  try {
    const path = join(folder, 'encoder.safetensors');
    writeFileSync(path, file);
    const loaded = loadEncoder(path);
    expect(loaded.encoder.config).toEqual(config);
    expect(loaded.views).toEqual(views);
    expect(loaded.hasHeads).toBe(true);
    expect(stateDict(loaded.encoder)).toEqual(tensors);
    loaded.encoder.dispose();
    file[file.length - 2] = (file.at(-2) ?? 0) ^ 1;
    writeFileSync(path, file);
    expect(() => loadEncoder(path)).toThrow('is damaged');
  } finally {
    encoder.dispose();
    rmSync(folder, { recursive: true });
  }
});
