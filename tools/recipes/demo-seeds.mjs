/**
 * `npm run demo:seeds`: the demo with three seeds, and how far each encoder is ahead of raw pixels, into
 * docs/results.md. Some twenty minutes on two idle cores; run it again to resume.
 *
 * Usage: node tools/recipes/demo-seeds.mjs [--seeds 0,1,2] [--out runs] [--dry]
 *   --dry   print the table only
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { machine } from '../measurement/machine.mjs';
import { writeTables } from '../measurement/write-tables.mjs';

const jssl = fileURLToPath(new URL('../../packages/cli/bin/jssl.js', import.meta.url));
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '0,1,2' },
    out: { type: 'string', default: 'runs' },
    dry: { type: 'boolean', default: false },
  },
});

/** The result of a demo: trained now, or before. */
function demo(seed) {
  const out = join(values.out, `demo-seed-${seed}`);
  process.stderr.write(`> jssl demo --seed ${seed} --out ${out}\n`);
  const { status, stdout } = spawnSync(
    process.execPath,
    [jssl, 'demo', '--seed', seed, '--out', out, '--json'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 },
  );
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(stdout);
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;
const points = (share) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)}`;
const cells = ({ recall, meanAveragePrecision }) =>
  [recall[0], recall[1], meanAveragePrecision].map(percent);

const lines = [
  '| seed | encoder | same emoji first | among first 5 | mAP | ahead of raw pixels, among first 5 | time |',
  '| --- | --- | --- | --- | --- | --- | --- |',
];
for (const [at, seed] of values.seeds.split(',').entries()) {
  const { rows, judgment, seconds } = demo(seed);
  const [trained, pixels] = rows;
  const { low, high } = judgment.interval;
  const ahead =
    judgment.against === 'raw pixels'
      ? `${points(judgment.difference)} points (${points(low)} to ${points(high)})`
      : `no: ${judgment.against} is better`;
  const time = `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  if (at === 0) lines.push(`| | raw pixels | ${cells(pixels.retrieval).join(' | ')} | | |`);
  lines.push(`| ${seed} | trained | ${[...cells(trained.retrieval), ahead, time].join(' | ')} |`);
}
const table = `${lines.join('\n')}\n\nMeasured on ${machine()}.`;
if (values.dry) process.stdout.write(`${table}\n`);
else await writeTables('results', { demo: table });
