/**
 * `npm run parity`: trains the same methods with JSSL and with PyTorch, from the same weights on the same
 * batches, and from random weights, and writes their losses and kNN accuracies into docs/parity.md.
 *
 * Usage: node tools/parity/main.mjs [--quick] [--again] [--no-write]
 * --quick only checks that everything runs; --again discards earlier results. Each run's result is a JSON
 * file in JSSL's cache folder, so a comparison that was stopped resumes. PyTorch is installed into a virtual
 * environment there. Exits with 1 if a difference exceeds its tolerance, except with --quick.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { installTorch } from '../measurement/torch-environment.mjs';
import { writeTables } from '../measurement/write-tables.mjs';
import { report } from './report.mjs';
import {
  convolutions,
  fullSettings,
  mistakes,
  quickSettings,
  torchVariations,
  tracedMethods,
  trainedMethods,
} from './settings.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const packages = join(here, '..', '..', 'packages');
if (!existsSync(join(packages, 'trainer', 'dist', 'index.js'))) {
  process.stderr.write(
    'parity: the packages are not built; run npm start once, or npx nx run-many -t build\n',
  );
  process.exit(2);
}
const { cacheFolder } = await import('../../packages/settings/dist/node.js');
const { judgeDifferences, studentTQuantile, unpairedEstimate } =
  await import('../../packages/eval/dist/index.js');

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    'no-write': { type: 'boolean', default: false },
  },
});
const settings = flags.quick ? quickSettings : fullSettings;
const text = JSON.stringify(settings);
// More seeds extend a comparison.
const { seeds: _, ...shared } = settings;
const key = createHash('sha256').update(JSON.stringify(shared)).digest('hex').slice(0, 8);
const folder = join(cacheFolder(), 'parity', `run-${key}`);
if (flags.again) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'settings.json'), text);
const python = installTorch(cacheFolder(), 'parity', [
  'numpy==2.3.5',
  'safetensors==0.6.2',
  'packaging==25.0',
]);

/** The result in a file below the folder, computed by a script if it is not there. */
function result(path, script, ...args) {
  const file = join(folder, path);
  if (!existsSync(file)) {
    process.stderr.write(`> ${script} ${args.join(' ')}\n`);
    const command = script.endsWith('.py')
      ? [python, join(here, 'pytorch', script)]
      : [process.execPath, join(here, script)];
    const { status } = spawnSync(command[0], [command[1], folder, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) {
      process.stderr.write(
        `parity: ${script} ${args.join(' ')} failed; what was done before it is kept\n`,
      );
      process.exit(1);
    }
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

result('exchange/done.json', 'jssl-exchange.mjs');

/** Every run of a method from the same weights, by name. */
function traces(method) {
  const torch = (variation, ...more) =>
    result(`trace/${method}/${variation}.json`, 'trace.py', method, variation, ...more);
  const runs = {};
  for (const convolution of convolutions) {
    const name = `jssl-${convolution}`;
    // Read by the process that trains.
    process.env.JSSL_CONVOLUTION = convolution;
    runs[name] = result(`trace/${method}/${name}.json`, 'jssl-trace.mjs', method, convolution);
    delete process.env.JSSL_CONVOLUTION;
    const measured = `trace/${method}/${name}-measured.json`;
    runs[`${name}-measured`] = result(measured, 'measure.py', method, name);
  }
  for (const variation of [...torchVariations, 'float64']) runs[variation] = torch(variation);
  if (method === 'jaccard-moco') {
    for (const mistake of Object.keys(mistakes)) runs[mistake] = torch(mistake, '10');
  }
  return runs;
}

/** A training from random weights with each seed, by side. */
function trainings(method) {
  const runs = { jssl: [], pytorch: [] };
  for (const seed of settings.seeds.map(String)) {
    runs.jssl.push(result(`random/${method}/jssl-${seed}.json`, 'jssl-train.mjs', method, seed));
    runs.pytorch.push(result(`random/${method}/pytorch-${seed}.json`, 'train.py', method, seed));
  }
  return runs;
}

const byMethod = (methods, run) =>
  Object.fromEntries(methods.map((method) => [method, run(method)]));
const results = {
  trace: byMethod(tracedMethods, traces),
  random: byMethod(trainedMethods, trainings),
};
const { markdown, passed } = report(results, settings, {
  judgeDifferences,
  quantile: studentTQuantile,
  unpairedEstimate,
});
process.stdout.write(`${markdown}\n`);
if (!flags.quick && !flags['no-write']) await writeTables('parity', { parity: markdown });
if (flags.quick) {
  process.stderr.write(
    'parity: all of it runs; after so few steps from few images the figures and their verdicts mean nothing\n',
  );
} else process.exitCode = passed ? 0 : 1;
