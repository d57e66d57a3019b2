/**
 * Measures how many packed images one core loads per second, in random order and in batches: from memory, and
 * from a file, with random reads and with `shuffledBatches`. Decoding and views are not included. The file is
 * in the system's cache, as after a first epoch.
 *
 * Usage: node tools/bench/data.mjs [--images 50000] [--batch-size 256] [--rounds 5]
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';
import { median } from './report.mjs';

const { createImageSet } = await fromPackage('data', 'image-set');
const { openPackedFile } = await fromPackage('data', 'open-packed-file');
const { shuffledBatches } = await fromPackage('data', 'shuffled-batches');
const { writePackedFile } = await fromPackage('data', 'write-packed-file');

const SHAPE = { height: 32, width: 32, channels: 3 };
const IMAGE_BYTES = SHAPE.height * SHAPE.width * SHAPE.channels;

/** Writes a packed file of random images. */
async function pack(file, key, count) {
  const pixels = randomBytes(IMAGE_BYTES + count);
  const images = Array.from({ length: count }, (_, at) => ({
    split: 'train',
    name: String(at),
    pixels: pixels.subarray(at, at + IMAGE_BYTES),
  }));
  const open = async () => ({ ...SHAPE, skipped: [], total: count, images });
  const source = { description: { name: 'random', kind: 'folder' }, key, open };
  await writePackedFile(file, source, { onProgress: () => undefined });
}

/** All images once, in batches at random. */
function* randomBatches(set, { batchSize, random }) {
  const order = Int32Array.from({ length: set.length }, (_, at) => at);
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  for (let at = 0; at + batchSize <= order.length; at += batchSize) {
    yield { pixels: set.read(order.subarray(at, at + batchSize)) };
  }
}

/** Images of one epoch a second of a core's time, which others on the machine don't take from. */
function measure(batches, set, options) {
  const began = process.cpuUsage();
  let images = 0;
  for (const { pixels } of batches(set, options)) images += pixels.length / IMAGE_BYTES;
  const { user, system } = process.cpuUsage(began);
  return (1e6 * images) / (user + system);
}

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '50000' },
    'batch-size': { type: 'string', default: '256' },
    rounds: { type: 'string', default: '5' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'jssl-bench-'));
try {
  const count = Number(values.images);
  const file = join(folder, 'random.packed');
  await pack(file, 'bench', count);
  const inMemory = createImageSet(await openPackedFile(file, 'bench'), 0, count);
  const streamed = createImageSet(await openPackedFile(file, 'bench', 0), 0, count);
  const cases = [
    ['in memory, at random', randomBatches, inMemory],
    ['in memory, shuffledBatches', shuffledBatches, inMemory],
    ['streamed, at random', randomBatches, streamed],
    ['streamed, shuffledBatches', shuffledBatches, streamed],
  ];
  const options = { batchSize: Number(values['batch-size']), random: Math.random };
  const rates = cases.map(() => []);
  for (let round = 0; round < Number(values.rounds); round++) {
    cases.forEach(([, batches, set], at) => rates[at].push(measure(batches, set, options)));
  }
  for (const [at, [name]] of cases.entries()) {
    const shown = (rate) => Math.round(rate).toLocaleString('en');
    console.log(
      `${name}: ${shown(median(rates[at]))} images/s (${shown(Math.min(...rates[at]))} to ${shown(Math.max(...rates[at]))})`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
