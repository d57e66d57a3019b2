/**
 * `npm run results`: trains and evaluates everything reported in docs/results.md and writes its tables. It
 * takes hours; run it again to resume.
 *
 * These are the explorations; `npm run program` runs and writes the preregistered program.
 *
 * Usage: node tools/results/main.mjs [--out runs] [--write-only]
 * --write-only writes the tables of what is done so far, and trains nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { writeTables } from '../measurement/write-tables.mjs';
import { comparisons, longRuns } from './settings.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'packages', 'cli', 'bin', 'jssl.js');
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'runs' },
    'write-only': { type: 'boolean', default: false },
  },
});
const comparisonFolder = (name) => join(values.out, `compare-${name}`);
const long = longRuns.map(({ name, train, knn }) => {
  const folder = join(values.out, name);
  return {
    ...{ name, folder, measured: `${folder}-knn.txt` },
    train: `train ${train} --out ${folder}`,
    knn: `knn ${folder} ${knn}`,
  };
});

if (!values['write-only']) {
  mkdirSync(values.out, { recursive: true });
  for (const { name, flags } of comparisons) {
    jssl(`compare ${name} ${flags} --out ${comparisonFolder(name)}`);
  }
  for (const { folder, measured, train, knn } of long) {
    if (existsSync(measured)) continue;
    if (!existsSync(folder)) jssl(train);
    else if (epochsOf(folder).length < plannedEpochs(folder)) jssl(`train --resume ${folder}`);
    writeFileSync(measured, jssl(knn));
  }
}

const parts = {};
for (const { name } of comparisons) {
  const file = join(comparisonFolder(name), 'compare.md');
  if (existsSync(file)) parts[name] = asSection(readFileSync(file, 'utf8'));
}
for (const run of long) if (existsSync(run.measured)) parts[run.name] = longSection(run);
await writeTables('results', parts);

/** @returns what the command wrote to stdout; what it says on stderr is seen as it says it. */
function jssl(command) {
  process.stderr.write(`> jssl ${command}\n`);
  const { status, stdout } = spawnSync(process.execPath, [program, ...command.split(' ')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}

/** A page as a section of another: without its title, its headings two lower. */
function asSection(page) {
  return page.replace(/^# .*\n+/, '').replace(/^##/gm, '####');
}

/** The metrics of the epochs that a run has behind it. */
function epochsOf(folder) {
  const file = join(folder, 'metrics.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

function plannedEpochs(folder) {
  return JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')).config.epochs;
}

/** What a longer training took and came to. */
function longSection({ folder, measured, train, knn }) {
  const epochs = epochsOf(folder);
  const seconds = epochs.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
  return [
    `    jssl ${train}\n    jssl ${knn}`,
    `The steps of its ${epochs.length} epochs took ${(seconds / 60).toFixed(0)} minutes. What \`jssl knn\` printed:`,
    readFileSync(measured, 'utf8').trimEnd().replace(/^/gm, '    '),
  ].join('\n\n');
}
