import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import {
  convolutionAlgorithms,
  encoderTolerances,
  fill,
  readGolden,
  useConvolutions,
} from '@jssl/testing';

import { embedImages, encoderFeatures } from './embed-images.js';
import { inspectEncoder, loadEncoder } from './encoder-file.js';

interface SmallGolden {
  readonly salt: string;
  readonly size: number;
  readonly images: readonly {
    readonly name: string;
    readonly scale: number;
    readonly offset: number;
  }[];
  readonly feature_8: readonly (readonly number[])[];
}

const folder = dirname(createRequire(__filename).resolve('@jssl/small-encoder/package.json'));
const golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as SmallGolden;

test.each(convolutionAlgorithms)(
  'small gives two made-up images the features of plain JavaScript, with %s convolutions',
  async (convolutions) => {
    if (!useConvolutions(convolutions)) return;
    const { encoder, views, hasHeads } = loadEncoder('small');
    expect({ ...encoder.config, hasHeads }).toMatchObject({
      depth: 18,
      width: 16,
      inChannels: 3,
      hasHeads: true,
    });
    const { salt, size, images } = golden;
    expect(views.size).toBe(size);
    const pixels = images.map(({ name, scale, offset }) =>
      Uint8Array.from(fill(salt, name, [size, size, 3], scale, offset), Math.floor),
    );
    const set = {
      length: 2,
      name: String,
      read: (indices: ArrayLike<number>) =>
        Buffer.concat(Array.from(indices, (at) => pixels[at] ?? Buffer.of())),
    };
    const data = { height: size, width: size, channels: 3 };
    const features = await embedImages(encoderFeatures(encoder), set, { data, views });
    encoder.dispose();
    expect(features.shape).toEqual([2, 128]);
    // The same network in float32, as wide or narrower: what golden vectors of a ResNet-18 are held to.
    const [one] = readGolden('encoder').cases;
    if (one?.arch !== 'resnet18') throw new Error('the first golden encoder must be a ResNet-18');
    const tolerance = encoderTolerances(one, convolutions).outputs;
    const rows = features.arraySync();
    golden.feature_8.forEach((expected, row) => {
      expected.forEach((value, at) => {
        expect(Math.abs((rows[row]?.[at] ?? NaN) - value)).toBeLessThan(tolerance);
      });
    });
    features.dispose();
  },
);

test('a file or folder named small wins', () => {
  const before = process.cwd();
  const place = mkdtempSync(join(tmpdir(), 'jssl-small-'));
  process.chdir(place);
  try {
    expect(inspectEncoder('small').file).toBe(join(folder, 'small.safetensors'));
    mkdirSync('small');
    expect(() => inspectEncoder('small')).toThrow(
      'small has no last.safetensors; pass the folder of a training run that has finished its first epoch',
    );
  } finally {
    process.chdir(before);
    rmSync(place, { recursive: true });
  }
});
