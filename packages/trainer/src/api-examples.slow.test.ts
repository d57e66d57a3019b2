import { join } from 'node:path';

import { openDataset } from '@jssl/data';
import { apiExamplesSuite, writePhotos } from '@jssl/testing';

import { train } from './loop/train.js';

async function writeRun(): Promise<void> {
  writePhotos('.');
  const photos = await openDataset('photos', { cacheFolder: 'cache' });
  const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1, k: 5 } as const;
  await train(photos, small, { out: 'runs/photos' });
}

describe.each(['index.ts', 'learner.ts'])('%s', (entry) => {
  apiExamplesSuite(join(__dirname, entry), require, writeRun);
});
