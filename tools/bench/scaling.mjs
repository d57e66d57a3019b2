/**
 * Measures whether the cost of an image depends on the number of images or on the batch size, with whole
 * training steps (views included) of a ResNet-18 at 32x32.
 *
 * Usage: node tools/bench/scaling.mjs [--rounds 5]
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { median } from './report.mjs';
import { fromPackage, tf } from '../measurement/from-package.mjs';

process.env.JSSL_BACKEND ??= 'native';
const { loadEngine } = await fromPackage('engine');
await loadEngine();
const { defaultViewOptions, keyedRandom } = await fromPackage('augment');
const { createEncoder, defaultEncoderConfig } = await fromPackage('resnet');
const { createLearner, defaultTrainConfig } = await fromPackage('trainer');
const { createJaccardMoco } = await fromPackage('trainer', 'jaccard-moco');
const { epochBatches, viewPair } = await fromPackage('features');
const { createImageSet } = await fromPackage('data', 'image-set');
const { openPackedFile } = await fromPackage('data', 'open-packed-file');
const { writePackedFile } = await fromPackage('data', 'write-packed-file');

const IMAGES_A_ROUND = 512;
const SIZE = 32;
const shape = { height: SIZE, width: SIZE, channels: 3 };

/** A packed file of random images, opened. */
async function packRandomImages(folder, count) {
  const pixels = randomBytes(SIZE * SIZE * 3 + count);
  const file = join(folder, `${count}.packed`);
  const source = {
    description: { name: 'random', kind: 'folder' },
    key: String(count),
    open: async () => ({
      ...shape,
      skipped: [],
      total: count,
      images: Array.from({ length: count }, (_, at) => ({
        split: 'train',
        name: String(at),
        pixels: pixels.subarray(at, at + SIZE * SIZE * 3),
      })),
    }),
  };
  await writePackedFile(file, source, { onProgress: () => undefined });
  return createImageSet(await openPackedFile(file, source.key), 0, count);
}

function prepare([images, batchSize], set) {
  const random = keyedRandom(0, images, batchSize);
  const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18 }, random);
  const config = { ...defaultTrainConfig, batchSize };
  const learner = createLearner(encoder, createJaccardMoco, { settings: config, random });
  let epoch = 0;
  let batches = [];
  return () => {
    const began = performance.now();
    for (let done = 0; done < IMAGES_A_ROUND; done += batchSize) {
      if (batches.length === 0) {
        batches = epochBatches(images, batchSize, { seed: 0, epoch: ++epoch });
      }
      const indices = batches.pop();
      const batch = { indices, pixels: set.read(indices) };
      const source = { data: shape, views: defaultViewOptions, seed: 0, epoch };
      const views = viewPair(batch, source);
      learner.step(views, { random, learningRate: config.lr });
      tf.dispose([...views]);
    }
    return (performance.now() - began) / IMAGES_A_ROUND;
  };
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
/** @type {[count: number, batchSize: number][]} */
const settings = [
  [1_000, 64],
  [100_000, 64],
  [1_000, 256],
  [100_000, 256],
];
const folder = mkdtempSync(join(tmpdir(), 'jssl-scaling-'));
const sets = new Map();
for (const count of [1_000, 100_000]) sets.set(count, await packRandomImages(folder, count));
const runs = settings.map((setting) => prepare(setting, sets.get(setting[0])));
const times = settings.map(() => []);
for (let round = -1; round < Number(values.rounds); round++) {
  runs.forEach((run, at) => {
    const ms = run();
    if (round >= 0) times[at].push(ms);
  });
}
console.log('| training images | batch | ms an image | against the first row |');
console.log('| --- | --- | --- | --- |');
settings.forEach(([images, batch], at) => {
  const ratio = median(times[at].map((ms, round) => ms / times[0][round]));
  console.log(`| ${images} | ${batch} | ${median(times[at]).toFixed(2)} | ${ratio.toFixed(3)} |`);
});
rmSync(folder, { recursive: true });
