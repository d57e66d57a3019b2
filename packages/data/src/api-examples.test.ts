import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { apiExamplesSuite } from '@jssl/testing';
import sharp from 'sharp';

async function writePhotos(): Promise<void> {
  for (const [name, r] of [
    ['red', 220],
    ['blue', 20],
  ] as const) {
    mkdirSync(join('photos', name), { recursive: true });
    for (let index = 0; index < 10; index++) {
      const background = { r, g: 5 * index, b: 90 };
      const image = sharp({ create: { width: 8, height: 8, channels: 3, background } });
      await image.png().toFile(join('photos', name, `${index}.png`));
    }
  }
}

describe('index', () => {
  apiExamplesSuite(join(__dirname, 'index.ts'), require, writePhotos);
});

describe('browser', () => {
  apiExamplesSuite(join(__dirname, 'browser.ts'), require, writePhotos);
});
