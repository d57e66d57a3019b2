import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defaultViewOptions } from '@jssl/augment';
import { createEncoder, defaultEncoderConfig, encodeSafetensors, stateDict } from '@jssl/resnet';
import { runReadmeExamples, writePhotos } from '@jssl/testing';

import { randomStream } from './batches/random-streams.js';
import { describeEncoder } from './embed/describe-encoder.js';

let folder: string;
const [before, cache] = [process.cwd(), process.env['JSSL_CACHE']];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-readme-'));
  writePhotos(folder);
  process.chdir(folder);
  process.env['JSSL_CACHE'] = join(folder, 'cache');
  const config = { ...defaultEncoderConfig, depth: 18, width: 4 } as const;
  const weights = stateDict(createEncoder(config, randomStream(0, 'weights')));
  mkdirSync('runs/photos', { recursive: true });
  writeFileSync(
    'runs/photos/last.safetensors',
    encodeSafetensors(weights, describeEncoder(config, { ...defaultViewOptions, size: 8 })),
  );
});
afterEach(() => {
  process.chdir(before);
  if (cache === undefined) delete process.env['JSSL_CACHE'];
  else process.env['JSSL_CACHE'] = cache;
  rmSync(folder, { recursive: true });
});

test('the example of the README runs, on few images', async () => {
  expect(await runReadmeExamples(join(__dirname, '..', 'README.md'), require)).toBe(1);
});
