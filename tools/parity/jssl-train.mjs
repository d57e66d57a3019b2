/**
 * JSSL's side of the comparison from random weights: a training as `jssl train` runs it.
 *
 * Usage: node jssl-train.mjs FOLDER METHOD SEED
 * Writes FOLDER/random/METHOD/jssl-SEED.json: the mean loss of each epoch and the kNN accuracy after the last.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fromPackage, openImages, readSettings, trainConfig, writeResult } from './jssl.mjs';

const { train } = await fromPackage('trainer');

const [folder, method, seed] = process.argv.slice(2);
const settings = { ...readSettings(folder), seed: Number(seed) };
const data = await openImages(settings);
const losses = [];
const run = mkdtempSync(join(tmpdir(), 'jssl-parity-'));
try {
  const { last } = await train(data, trainConfig(settings, method), {
    out: join(run, 'run'),
    tensorBoard: false,
    onEpoch: ({ trainLoss }) => losses.push(trainLoss),
  });
  const file = join(folder, 'random', method, `jssl-${seed}.json`);
  writeResult(file, { losses, knn: last.testTop1 / 100 });
} finally {
  rmSync(run, { recursive: true });
}
