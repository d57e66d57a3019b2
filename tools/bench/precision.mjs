/**
 * Measures whether bf16 costs accuracy: trains on Fashion-MNIST in f32 and bf16 with several seeds, evaluates in f32,
 * and prints Markdown.
 *
 * Usage: node tools/bench/precision.mjs [--seeds 3]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { fashionTraining } from '../measurement/fashion-training.mjs';

const jssl = fileURLToPath(new URL('../../packages/cli/bin/jssl.js', import.meta.url));
const { values } = parseArgs({ options: { seeds: { type: 'string', default: '3' } } });
const seeds = Array.from({ length: Number(values.seeds) }, (_, seed) => seed);
const folder = mkdtempSync(join(tmpdir(), 'jssl-precision-'));

function run(...args) {
  const output = execFileSync(process.execPath, [jssl, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

/** The accuracy of a run by one of the commands that measure it. */
function accuracyOf(command, folderOfRun, ...flags) {
  const options = ['--weights', 'last', '--json'];
  return run(command, folderOfRun, ...flags, ...options).rows[0].top1;
}

const percent = (share) => `${(share * 100).toFixed(2)} %`;
console.log('| precision | seed | kNN top-1 | linear top-1 | seconds |');
console.log('| --- | --- | --- | --- | --- |');
for (const precision of ['f32', 'bf16']) {
  const accuracies = { knn: [], linear: [] };
  for (const seed of seeds) {
    const out = join(folder, `${precision}-${seed}`);
    const started = performance.now();
    const flags = ['--out', out, '--seed', String(seed), '--precision', precision];
    run('train', ...fashionTraining.split(' '), ...flags);
    const knn = accuracyOf('knn', out);
    const linear = accuracyOf('linear', out, '--fast');
    const seconds = (performance.now() - started) / 1000;
    accuracies.knn.push(knn);
    accuracies.linear.push(linear);
    console.log(
      `| ${precision} | ${seed} | ${percent(knn)} | ${percent(linear)} | ${seconds.toFixed(0)} |`,
    );
  }
  const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const deviation = (numbers) =>
    Math.sqrt(
      numbers.reduce((sum, one) => sum + (one - mean(numbers)) ** 2, 0) / (numbers.length - 1),
    );
  const summary = ['knn', 'linear'].map(
    (which) => `${percent(mean(accuracies[which]))} ± ${percent(deviation(accuracies[which]))}`,
  );
  console.log(`| **${precision}** | mean ± deviation | ${summary.join(' | ')} | |`);
}
rmSync(folder, { recursive: true });
