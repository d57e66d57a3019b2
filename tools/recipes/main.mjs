/**
 * `npm run recipes`: the experiments behind the settings that `jssl train` derives, and what comes of them with
 * nothing but a time, into docs/defaults.md. An hour on two idle cores; run it again to resume.
 *
 * Usage: node tools/recipes/main.mjs [--only NAME,NAME] [--out runs/recipes] [--seed 0] [--dry]
 *   --dry   print the tables only
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { writeTables } from '../measurement/write-tables.mjs';
import { byHand, derived } from './experiments.mjs';
import { pictures } from './pictures.mjs';

const jssl = fileURLToPath(new URL('../../packages/cli/bin/jssl.js', import.meta.url));
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    out: { type: 'string', default: join('runs', 'recipes') },
    seed: { type: 'string', default: '0' },
    dry: { type: 'boolean', default: false },
  },
});
const only = values.only?.split(',');
const cache = process.env.JSSL_CACHE ?? join(homedir(), '.cache', 'jssl');
mkdirSync(values.out, { recursive: true });

function run(words) {
  process.stderr.write(`> jssl ${words.join(' ')}\n`);
  const { status, stdout } = spawnSync(process.execPath, [jssl, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}

/** Trains and measures once; the result is kept in the folder of all results. */
async function measured({ name, data, flags, knn = '' }) {
  const folder = join(values.out, name);
  const file = `${folder}.json`;
  if (!existsSync(file)) {
    const source = await pictures(join(cache, 'recipes'), data);
    const rest = ['--seed', values.seed, '--no-report', '--no-tensorboard', '--out', folder];
    rmSync(folder, { recursive: true, force: true });
    run(['train', source, ...flags.split(' '), ...rest]);
    const options = [
      '--k',
      'auto',
      '--weights',
      'last',
      '--json',
      ...knn.split(' ').filter(Boolean),
    ];
    writeFileSync(`${file}.part`, run(['knn', folder, ...options]));
    renameSync(`${file}.part`, file);
  }
  const { config } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  return { ...JSON.parse(readFileSync(file, 'utf8')), config };
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;
const cellOf = ({ k, top1, top1Interval: { low, high } }) =>
  `${percent(top1)} (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}), k ${k}`;

async function table(experiments) {
  const header = '| data set | images | settings | trained | raw pixels | random weights |';
  const lines = [header, '| --- | --- | --- | --- | --- | --- |'];
  for (const experiment of experiments) {
    if (only && !only.includes(experiment.name)) continue;
    const { data, rows, config } = await measured(experiment);
    const [trained, pixels, random] = rows;
    const { width, imageSize, epochs, limit } = config;
    const found = `width ${width}${imageSize ? `, ${imageSize} px` : ''}, ${epochs} epochs`;
    const images = limit ?? data.trainImages;
    lines.push(
      `| ${experiment.data} | ${images} | ${experiment.what}: ${found} | ${[trained, pixels, random].map(cellOf).join(' | ')} |`,
    );
  }
  return lines.join('\n');
}

const parts = { 'by-hand': await table(byHand), derived: await table(derived) };
if (values.dry || only) process.stdout.write(`${Object.values(parts).join('\n\n')}\n`);
else await writeTables('defaults', parts);
