/**
 * `npm run bench`: compares JSSL with PyTorch on the same work, in alternation, and writes the tables of this
 * processor's instruction set into docs/benchmarks.md.
 *
 * Usage: node tools/bench/main.mjs [CASE ...] [--rounds 5] [--no-write]
 * PyTorch goes into a virtual environment in JSSL's cache folder; the project does not depend on it.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';
import { installTorch } from '../measurement/torch-environment.mjs';
import { writeTables } from '../measurement/write-tables.mjs';
import { cases } from './cases.mjs';
import { report, table } from './report.mjs';
import { Worker } from './worker.mjs';

/** Every row of a case in turn, `rounds` times after two rounds that do not count. */
async function measure(python, definition, rounds) {
  const workers = definition.rows.map((row) => new Worker(row, definition, { python }));
  const versions = {};
  for (const worker of workers) versions[worker.row] = (await worker.answer()).ready;
  const times = Object.fromEntries(workers.map(({ row }) => [row, []]));
  for (let round = -2; round < rounds; round++) {
    for (const worker of workers) {
      const { ms } = await worker.run();
      if (round >= 0) times[worker.row].push(ms);
    }
  }
  const peaks = {};
  for (const worker of workers) peaks[worker.row] = (await worker.end()).peakMB;
  return { times, peaks, versions };
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    'no-write': { type: 'boolean', default: false },
  },
});
const unknown = positionals.find((name) => !(name in cases));
if (unknown !== undefined) {
  process.stderr.write(`bench: cases are ${Object.keys(cases).join(', ')}, got ${unknown}\n`);
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : Object.keys(cases);
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const python = installTorch(join(cache, 'jssl'), 'bench', ['torchvision==0.24.1', 'numpy==2.3.5']);
const results = {};
const { choosePrecision, loadEngine } = await fromPackage('engine');
const { precision } = choosePrecision('auto', await loadEngine({ backend: 'native' }));
if (precision !== 'bf16') process.stderr.write('without bf16, which this processor lacks\n');
for (const name of names) {
  process.stderr.write(`> ${cases[name].title}\n`);
  const rows = cases[name].rows.filter((row) => precision === 'bf16' || !row.endsWith('-bf16'));
  results[name] = await measure(python, { ...cases[name], rows }, Number(flags.rounds));
  process.stdout.write(`${table(cases[name], results[name])}\n\n`);
}
if (!flags['no-write'] && positionals.length === 0) {
  const { cpuFeatures } = await fromPackage('engine', 'machine');
  const mark = cpuFeatures().includes('avx512f') ? 'avx512' : 'avx2';
  await writeTables('benchmarks', { [mark]: report(results) });
}
