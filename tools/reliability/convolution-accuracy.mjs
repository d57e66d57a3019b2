/**
 * `npm run convolutions:accuracy`: trains a small encoder with TensorFlow's own convolutions and with the
 * kernels of @jssl/kernels, for several seeds and each number type that the processor computes, and compares
 * the kNN accuracy on Fashion-MNIST's test images. Writes the table of docs/reliability.md.
 *
 * Usage: node tools/reliability/convolution-accuracy.mjs [--seeds 3] [--dry]
 *   --dry   print the table only
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { fashionTraining } from '../measurement/fashion-training.mjs';
import { fromPackage } from '../measurement/from-package.mjs';
import { machine } from '../measurement/machine.mjs';
import { writeTables } from '../measurement/write-tables.mjs';

const jssl = fileURLToPath(new URL('../../packages/cli/bin/jssl.js', import.meta.url));
const algorithms = ['direct', 'winograd'];

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, dry: { type: 'boolean', default: false } },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, seed) => seed);
const { choosePrecision, loadEngine } = await fromPackage('engine');
const { precision: auto } = choosePrecision('auto', await loadEngine({ backend: 'native' }));
const precisions = auto === 'bf16' ? ['f32', 'bf16'] : ['f32'];
const work = mkdtempSync(join(tmpdir(), 'jssl-accuracy-'));

/** Trains once; returns the last epoch's metrics. */
function train(convolution, precision, seed) {
  const out = join(work, `${convolution}-${precision}-${seed}`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...[jssl, 'train', ...fashionTraining.split(' ')],
      ...['--precision', precision, '--seed', `${seed}`, '--out', out],
    ],
    { encoding: 'utf8', env: { ...process.env, JSSL_CONVOLUTION: convolution } },
  );
  if (status !== 0) throw new Error(`jssl train ended with ${status}: ${stderr}`);
  const { last } = JSON.parse(stdout);
  process.stderr.write(`${convolution} ${precision} seed ${seed}: ${last.testTop1.toFixed(2)} %\n`);
  return last;
}

const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
try {
  const rows = [];
  for (const precision of precisions) {
    const accuracies = { direct: [], winograd: [] };
    // In turns, so that other work on the machine affects both.
    for (const seed of seeds) {
      for (const convolution of algorithms) {
        accuracies[convolution].push(train(convolution, precision, seed).testTop1);
      }
    }
    for (const convolution of algorithms) {
      const cells = accuracies[convolution].map((one) => `${one.toFixed(2)} %`);
      rows.push([
        convolution,
        precision,
        ...cells,
        `${mean(accuracies[convolution]).toFixed(2)} %`,
      ]);
    }
    const differences = seeds.map((_, at) => accuracies.winograd[at] - accuracies.direct[at]);
    const signed = (points) => `${points > 0 ? '+' : ''}${points.toFixed(2)}`.replace('-', '−');
    rows.push(['difference', precision, ...differences.map(signed), signed(mean(differences))]);
  }
  const header = ['convolutions', 'type', ...seeds.map((seed) => `seed ${seed}`), 'mean'];
  const table = [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  const about = `Measured ${new Date().toISOString().slice(0, 10)} on ${machine()} with \`npm run convolutions:accuracy\`.`;
  const text = `${about}\n\n${table.join('\n')}`;
  if (values.dry) console.log(text);
  else await writeTables('reliability', { 'convolution-accuracy': text });
} finally {
  rmSync(work, { recursive: true });
}
