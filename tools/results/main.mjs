/**
 * `npm run results`: trains and measures all that docs/results.md tells, and writes its tables. It takes
 * hours, and goes on where it was stopped.
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
import { comparisons, longRun } from './settings.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'packages', 'cli', 'bin', 'jssl.js');
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'runs' },
    'write-only': { type: 'boolean', default: false },
  },
});
const comparisonFolder = (name) => join(values.out, `compare-${name}`);
const long = join(values.out, 'long');
const longMeasured = join(values.out, 'long-knn.txt');
const longCommands = {
  train: `train ${longRun.train} --out ${long}`,
  knn: `knn ${long} ${longRun.knn}`,
};

if (!values['write-only']) {
  mkdirSync(values.out, { recursive: true });
  for (const { name, flags } of comparisons) {
    jssl(`compare ${name} ${flags} --out ${comparisonFolder(name)}`);
  }
  jssl(existsSync(long) ? `train --resume ${long}` : longCommands.train);
  writeFileSync(longMeasured, jssl(longCommands.knn));
}

const parts = {};
for (const { name } of comparisons) {
  const file = join(comparisonFolder(name), 'compare.md');
  if (existsSync(file)) parts[name] = asSection(readFileSync(file, 'utf8'));
}
if (existsSync(longMeasured)) parts.long = longSection();
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

/** A page as a section of another: without its title, its headings one lower. */
function asSection(page) {
  return page.replace(/^# .*\n+/, '').replace(/^##/gm, '###');
}

/** What the longer training took and came to. */
function longSection() {
  const epochs = readFileSync(join(long, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const seconds = epochs.reduce((sum, line) => sum + JSON.parse(line).durationSeconds, 0);
  return [
    `    jssl ${longCommands.train}\n    jssl ${longCommands.knn}`,
    `The steps of its ${epochs.length} epochs took ${(seconds / 60).toFixed(0)} minutes. What \`jssl knn\` printed:`,
    readFileSync(longMeasured, 'utf8').trimEnd().replace(/^/gm, '    '),
  ].join('\n\n');
}
