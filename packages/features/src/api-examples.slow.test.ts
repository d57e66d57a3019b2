import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { defaultViewOptions } from '@jssl/augment';
import { createEncoder, defaultEncoderConfig, encodeSafetensors, stateDict } from '@jssl/resnet';
import { apiExamplesSuite, writePhotos } from '@jssl/testing';

import { randomStream } from './batches/random-streams.js';
import { describeEncoder } from './embed/describe-encoder.js';

function writeRun(): void {
  writePhotos('.');
  const config = { ...defaultEncoderConfig, depth: 18, width: 4 } as const;
  const weights = stateDict(createEncoder(config, randomStream(0, 'weights')));
  const about = describeEncoder(config, { ...defaultViewOptions, size: 8 });
  mkdirSync('runs/photos', { recursive: true });
  for (const which of ['best', 'last']) {
    writeFileSync(`runs/photos/${which}.safetensors`, encodeSafetensors(weights, about));
  }
}

describe('index', () => {
  apiExamplesSuite(join(__dirname, 'index.ts'), require, writeRun);
});

describe('browser', () => {
  apiExamplesSuite(join(__dirname, 'browser.ts'), require, writeRun);
});
