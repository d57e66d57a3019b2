/**
 * Measures how fast the demo trains with JSSL's own convolutions and with TensorFlow's: one epoch of 2,048 of its
 * images each, in turn.
 *
 * Usage: node tools/bench/demo.mjs [--rounds 5]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';
import { median } from './report.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, out: { type: 'string' } },
});

/** Trains an epoch in this process and prints the images a second. */
async function trainAt(out) {
  const { demoSettings } = await fromPackage('workflows', 'demo-settings');
  const { train } = await fromPackage('workflows');
  const settings = { ...demoSettings.emoji, epochs: 1, warmupEpochs: 0, evalEvery: 0, limit: 2048 };
  const { last } = await train('emoji', settings, { out, report: false });
  console.log(last.imagesPerSecond);
}

/** Images a second of one epoch in a process of its own. */
function rateWith(algorithm, out) {
  const env = { ...process.env, JSSL_CONVOLUTION: algorithm };
  const command = [fileURLToPath(import.meta.url), '--out', out];
  return Number(execFileSync(process.execPath, command, { env, encoding: 'utf8' }));
}

function compare() {
  const folder = mkdtempSync(join(tmpdir(), 'jssl-demo-'));
  const rates = { winograd: [], direct: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [algorithm, measured] of Object.entries(rates)) {
      measured.push(rateWith(algorithm, join(folder, `${algorithm}-${round}`)));
    }
  }
  rmSync(folder, { recursive: true });
  const ratio = median(rates.winograd.map((rate, round) => rate / rates.direct[round]));
  console.log('| convolutions | images a second | against TensorFlow |');
  console.log('| --- | --- | --- |');
  console.log(`| JSSL | ${median(rates.winograd).toFixed(0)} | ${ratio.toFixed(2)} |`);
  console.log(`| TensorFlow | ${median(rates.direct).toFixed(0)} | 1.00 |`);
}

if (values.out) await trainAt(values.out);
else compare();
