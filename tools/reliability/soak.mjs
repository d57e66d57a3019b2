/**
 * `npm run soak`: trains a small model for many steps with evaluations in between, and watches the number of
 * tensors and the resident memory.
 *
 * Usage: node tools/reliability/soak.mjs [--steps 20000]
 * Fails if the number of tensors changes, or memory rises by more than 2 % over the second half.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { makeImages } from './small-run.mjs';
import { fromPackage, tf } from '../measurement/from-package.mjs';

process.env.JSSL_BACKEND ??= 'native';
const { loadEngine } = await fromPackage('engine');
const { openDataset } = await fromPackage('data');
const { defaultTrainConfig, train } = await fromPackage('trainer');
await loadEngine();

const { values } = parseArgs({ options: { steps: { type: 'string', default: '20000' } } });
const steps = Number(values.steps);
const STEPS_AN_EPOCH = 100;
const BATCH = 16;

const folder = mkdtempSync(join(tmpdir(), 'jssl-soak-'));
const images = join(folder, 'images');
await makeImages(images, Math.ceil((STEPS_AN_EPOCH * BATCH) / 3 / 0.9));
const data = await openDataset(images, { cacheFolder: join(folder, 'cache'), imageSize: 8 });
/** @type {import('@jssl/trainer').TrainConfig} */
const config = {
  ...defaultTrainConfig,
  ...{ arch: 'resnet18', width: 2, featureDim: 8, m: 64, batchSize: BATCH, k: 5 },
  ...{ epochs: Math.ceil(steps / STEPS_AN_EPOCH), evalEvery: 10, limit: STEPS_AN_EPOCH * BATCH },
};

const megabytes = () => process.memoryUsage().rss / 2 ** 20;
const rows = [];
let done = 0;
let tensors;
let tensorChanges = 0;
const began = performance.now();
await train(data, config, {
  out: join(folder, 'run'),
  onStep: () => {
    done++;
    const now = tf.memory().numTensors;
    if (done > 1 && now !== tensors) tensorChanges++;
    tensors = now;
    if (done % 100 === 0) rows.push([done, megabytes()]);
    if (done % 2000 === 0) {
      console.error(`> ${done} steps, ${tensors} tensors, ${megabytes().toFixed(0)} MB`);
    }
  },
});
rmSync(folder, { recursive: true });

// Compare the means of the third and fourth quarter: single readings vary with garbage collection.
const mean = (part) => part.reduce((sum, [, mb]) => sum + mb, 0) / part.length;
const half = rows.slice(rows.length >> 1);
const [third, fourth] = [half.slice(0, half.length >> 1), half.slice(half.length >> 1)].map(mean);
const rise = (fourth / third - 1) * 100;
console.log(
  `${done} steps in ${((performance.now() - began) / 60_000).toFixed(1)} min: ${tensors} tensors, ` +
    `${tensorChanges} changes; resident memory ${third.toFixed(0)} MB in the third quarter, ` +
    `${fourth.toFixed(0)} MB in the fourth (${rise >= 0 ? '+' : ''}${rise.toFixed(2)} %)`,
);
process.exit(tensorChanges === 0 && rise <= 2 ? 0 : 1);
