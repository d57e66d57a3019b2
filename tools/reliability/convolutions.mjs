/**
 * `npm run convolutions`: compares every distinct convolution of every encoder (depths 18 to 152, both stems,
 * widths 1 to 64, images of 1 or 3 channels with sides 8 to 100), forward and both gradients, with float64,
 * under every limit on the processor's instructions, by Winograd's algorithm, without oneDNN, and on WebAssembly. A result whose error
 * exceeds the rounding bound, and a process that ends early, are failures.
 *
 * Usage: node tools/reliability/convolutions.mjs [--sample N] [--products N] [--seed 0]
 *        [--setting NAME ...] [--progress FILE] [--shape KERNEL/STRIDE/IN/OUT/HEIGHT/WIDTH/ROWS ...]
 * There are some 100,000 convolutions, which takes hours: `--sample N` takes the first N in a random order,
 * drawn with the seed, that alternates between the kinds, and `--products N` only those of at most N
 * products. `--progress` keeps results in a file and resumes from it. `--shape` compares one convolution, and
 * no others without `--sample`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { ConvolutionWorker } from './convolutions/convolution-worker.mjs';
import { settingsHere } from './convolutions/settings.mjs';
import { distinctShapes, parsed, productsOf, written } from './convolutions/shapes.mjs';

const { values: flags } = parseArgs({
  options: {
    sample: { type: 'string' },
    products: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '0' },
    setting: { type: 'string', multiple: true },
    progress: { type: 'string' },
    shape: { type: 'string', multiple: true },
  },
});
const seed = Number(flags.seed);
const { offered, skipped } = settingsHere();
const label = ({ name, precision }) => `${name}, ${precision}`;
const chosen = offered.filter((one) => flags.setting?.includes(label(one)) ?? true);
const unknown = flags.setting?.find((name) => !offered.some((one) => label(one) === name));
if (unknown !== undefined) {
  const names = offered.map(label).join('; ');
  process.stderr.write(`convolutions: --setting must be one of ${names}; got ${unknown}\n`);
  process.exit(2);
}
for (const one of skipped) {
  process.stdout.write(
    `skipped: ${label(one)}, since this processor lacks ${one.missing.join()}\n`,
  );
}
const given = (flags.shape ?? []).map(parsed);
const sample = Number(flags.sample ?? (given.length > 0 ? 0 : Infinity));
const drawn = sample > 0 ? distinctShapes(seed) : [];
const shapes = [
  ...given,
  ...drawn.filter((shape) => productsOf(shape) <= Number(flags.products)).slice(0, sample),
];

/** What is known of each setting: how many were compared, the worst errors, what failed. */
const state =
  flags.progress && existsSync(flags.progress)
    ? JSON.parse(readFileSync(flags.progress, 'utf8'))
    : { seed, settings: {} };
if (state.seed !== seed) {
  process.stderr.write(
    `convolutions: ${flags.progress} was started with --seed ${state.seed}, got ${seed}\n`,
  );
  process.exit(2);
}
const save = () => {
  if (flags.progress) writeFileSync(flags.progress, JSON.stringify(state));
};

function repeat(setting, shape) {
  return `npm run convolutions -- --setting "${label(setting)}" --seed ${seed} --shape ${written(shape)}`;
}

function fail(known, setting, shape, what) {
  known.failures.push({ shape: written(shape), what });
  process.stdout.write(`${written(shape)} ${what}\n  ${repeat(setting, shape)}\n`);
}

const worker = new ConvolutionWorker();

async function sweep(setting) {
  const known = (state.settings[label(setting)] ??= { done: 0, worst: {}, failures: [] });
  await worker.use(setting);
  const { takes = () => true } = setting;
  for (; known.done < shapes.length; known.done++) {
    const shape = shapes[known.done];
    if (!takes(shape)) continue;
    known.compared = (known.compared ?? 0) + 1;
    const { errors, ended } = await worker.compare(shape, seed);
    if (ended) {
      // What breaks the heap may end the process some convolutions later.
      const suspects = shapes.slice(Math.max(0, known.done - 7), known.done + 1);
      const alone = await worker.thoseThatEnd(suspects, seed);
      const found = alone.length > 0 ? alone : [shape];
      for (const one of found) {
        fail(known, setting, one, `${ended}${alone.length > 0 ? '' : ', though not alone'}`);
      }
    }
    for (const { route, direction, error } of errors) {
      known.worst[direction] = Math.max(known.worst[direction] ?? 0, error);
      if (!(error <= 1)) {
        fail(
          known,
          setting,
          shape,
          `${direction} by the ${route}: ${error} times what rounding may do`,
        );
      }
    }
    if ((known.done + 1) % 500 === 0) {
      process.stderr.write(`> ${label(setting)}: ${known.done + 1} of ${shapes.length}\n`);
      save();
    }
  }
  save();
  return known;
}

let failures = 0;
const directions = ['forward', 'input gradient', 'filter gradient'];
const rows = [];
for (const setting of chosen) {
  const known = await sweep(setting);
  failures += known.failures.length;
  const worst = directions.map((direction) => (known.worst[direction] ?? NaN).toFixed(3));
  const count = (known.compared ?? 0).toLocaleString('en-US');
  rows.push([setting.name, setting.precision, count, ...worst, known.failures.length]);
}
await worker.end();
const heads = ['computed by', 'precision', 'convolutions', ...directions, 'failures'];
for (const row of [heads, heads.map(() => '---'), ...rows]) {
  process.stdout.write(`| ${row.join(' | ')} |\n`);
}
process.exit(failures === 0 ? 0 : 1);
