import { join } from 'node:path';

import { openDataset } from '@jssl/data';
import { apiExamplesSuite } from '@jssl/testing';
import { defaultTrainConfig, runComparison, train } from '@jssl/trainer';

import { writePhotos } from './fixtures/write-photos.js';

apiExamplesSuite(join(__dirname, 'index.ts'), require, async () => {
  await writePhotos('.');
  const photos = await openDataset('photos', { cacheFolder: 'cache' });
  const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1, k: 5 } as const;
  const config = { ...defaultTrainConfig, ...small };
  await train(photos, config, { out: 'runs/photos' });
  const methods = ['jaccard-moco', 'moco'] as const;
  const settings = { temperatures: [0.5], weightsList: [config.weights], seeds: 1 };
  await runComparison(photos, { methods, ...settings, config }, { out: 'comparison' });
});
