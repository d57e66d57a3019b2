/** A small run for the reliability checks: generated images, and flags for a training run of seconds. */
import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(new URL('../../packages/data/package.json', import.meta.url));
const sharp = require('sharp');

/** Class folders of `count` PNG files each, of random colors about the class's own. */
export async function makeImages(folder, count = 40) {
  const classes = { blue: [40, 60, 200], green: [40, 200, 60], red: [200, 40, 60] };
  for (const [name, color] of Object.entries(classes)) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let index = 0; index < count; index++) {
      const pixels = Buffer.from(
        Array.from({ length: 8 * 8 * 3 }, (_, at) => color[at % 3] + ((index * 31 + at * 17) % 50)),
      );
      await sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
        .png()
        .toFile(join(folder, name, `${index}.png`));
    }
  }
}

/** Flags of a ResNet-18 of width 2 on batches of 16: a step takes some 20 ms. */
export const smallFlags = [
  ...[
    '--preset',
    'original',
    '--arch',
    'resnet18',
    '--width',
    '2',
    '--feature-dim',
    '8',
    '--m',
    '64',
  ],
  ...['--batch-size', '16', '--k', '5', '--image-size', '8', '--no-report'],
];
