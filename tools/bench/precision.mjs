/**
 * Measures whether bf16 costs accuracy: runs the demo in f32 and bf16 with several seeds and prints Markdown.
 *
 * Usage: node tools/bench/precision.mjs [--seeds 3]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const jssl = fileURLToPath(new URL('../../packages/cli/bin/jssl.js', import.meta.url));
const { values } = parseArgs({ options: { seeds: { type: 'string', default: '3' } } });
const seeds = Array.from({ length: Number(values.seeds) }, (_, seed) => seed);
const folder = mkdtempSync(join(tmpdir(), 'jssl-precision-'));

const percent = (share) => `${(share * 100).toFixed(2)} %`;
console.log('| precision | seed | kNN top-1 | linear top-1 | seconds |');
console.log('| --- | --- | --- | --- | --- |');
for (const precision of ['f32', 'bf16']) {
  const accuracies = { knn: [], linear: [] };
  for (const seed of seeds) {
    const out = join(folder, `${precision}-${seed}`);
    const flags = ['--json', '--out', out, '--seed', String(seed), '--precision', precision];
    const result = JSON.parse(
      execFileSync(process.execPath, [jssl, 'demo', ...flags], {
        stdio: ['ignore', 'pipe', 'inherit'],
        encoding: 'utf8',
      }),
    );
    const [knn, linear] = ['knn', 'linear'].map(
      (which) => result[which].find(({ name }) => name === 'trained encoder').top1,
    );
    accuracies.knn.push(knn);
    accuracies.linear.push(linear);
    console.log(
      `| ${precision} | ${seed} | ${percent(knn)} | ${percent(linear)} | ${result.seconds.toFixed(0)} |`,
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
