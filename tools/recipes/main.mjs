/**
 * `npm run recipes`: the experiments behind the settings that `jssl train` derives, and what comes of them with
 * nothing but a time, into docs/defaults.md. Budgets are counted in operations, so a machine that does other work
 * gives the same results, only later: some three hours on two idle cores. Run it again to resume.
 *
 * Usage: node tools/recipes/main.mjs [--only NAME,NAME] [--finished] [--share 1] [--out runs/recipes] [--seed 0] [--dry]
 *   --only      names of experiments, or what they begin with: photos, derived-few
 *   --finished  only what is measured already
 *   --share     of the operations, for a quick look; results are kept apart
 *   --dry       print the tables only
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';
import { writeTables } from '../measurement/write-tables.mjs';
import { byHand, derived } from './experiments.mjs';
import { pictures } from './pictures.mjs';
import { referenceSpeed } from './reference-speed.mjs';

/** Operations of each training by hand: 25 epochs of 540 images with width 8 and 32 pixels. */
const OPERATIONS = 1.4e12;

const jssl = fileURLToPath(new URL('../../packages/cli/bin/jssl.js', import.meta.url));
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    finished: { type: 'boolean', default: false },
    share: { type: 'string', default: '1' },
    out: { type: 'string', default: join('runs', 'recipes') },
    seed: { type: 'string', default: '0' },
    dry: { type: 'boolean', default: false },
  },
});
const share = Number(values.share);
const only = values.only?.split(',');
const cache = process.env.JSSL_CACHE ?? join(homedir(), '.cache', 'jssl');
const { openDataset } = await fromPackage('data');
const { defaultTrainConfig, deriveSettings, hasPlainBackground, planTraining } =
  await fromPackage('trainer');
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

const flagsOf = (settings) =>
  Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);

/** Trains and measures once; the result is kept in the folder of all results. */
async function measured({ name, data, knn = '' }, settingsFor) {
  const folder = join(values.out, share === 1 ? name : `${name}-${values.share}`);
  const file = `${folder}.json`;
  if (!existsSync(file)) {
    if (values.finished) return undefined;
    const source = await pictures(join(cache, 'recipes'), data);
    const flags = flagsOf(await settingsFor(source));
    const rest = ['--seed', values.seed, '--no-report', '--no-tensorboard', '--out', folder];
    rmSync(folder, { recursive: true, force: true });
    run(['train', source, ...flags, ...rest]);
    const usual = ['--k', 'auto', '--weights', 'last', '--json'];
    writeFileSync(
      `${file}.part`,
      run(['knn', folder, ...usual, ...knn.split(' ').filter(Boolean)]),
    );
    renameSync(`${file}.part`, file);
  }
  const { config } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  return { ...JSON.parse(readFileSync(file, 'utf8')), config };
}

/** The epochs with which settings by hand take as many operations as all others. */
async function settingsByHand(source, settings) {
  const { width, method, m, limit, 'image-size': side, 'batch-size': batchSize } = settings;
  const { train, channels } = await openDataset(source, { imageSize: side });
  const count = Math.min(train.length, limit ?? Infinity);
  /** @type {import('@jssl/trainer').TrainConfig} */
  const config = { ...defaultTrainConfig, arch: 'resnet18', width, method, batchSize, m: m ?? 256 };
  const { operationsPerEpoch } = planTraining(config, { count, side, channels });
  const epochs = Math.max(1, Math.round((share * OPERATIONS) / operationsPerEpoch));
  return { preset: 'original', ...settings, epochs };
}

/** What `jssl train` derives on a machine of the reference's speed. */
async function settingsInTime(source, minutes) {
  const data = await openDataset(source, { imageSize: 64 }).catch(() => openDataset(source));
  const { train, channels, height, width } = data;
  const images = { count: train.length, side: Math.min(height, width), channels };
  const { imageSize, epochs, ...settings } = deriveSettings(
    {},
    {
      images: { ...images, plain: hasPlainBackground(data) },
      minutes: share * minutes,
      measure: (config) => {
        const side = config.imageSize ?? images.side;
        return referenceSpeed(config, planTraining(config, { ...images, side }).operationsPerImage);
      },
    },
  );
  const { limit, evalEvery } = settings;
  return {
    ...{ width: settings.width, 'image-size': imageSize ?? images.side, epochs },
    ...{ 'eval-every': evalEvery },
    ...(limit !== undefined && { limit }),
  };
}

const percent = (value) => `${(100 * value).toFixed(1)} %`;
const cellOf = ({ k, top1, top1Interval: { low, high } }) =>
  `${percent(top1)} (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}), k ${k}`;

/** The paired difference to the best baseline, as the verdict has it. */
function difference({ verdict: { against, difference: apart, interval } }) {
  const points = (value) => `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)}`;
  return `${points(apart)} (${points(interval.low)} to ${points(interval.high)}) against ${against}`;
}

async function table(experiments, { what, settingsFor }) {
  const lines = [
    '| data set | images | settings | epochs | trained | raw pixels | random weights | difference |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const experiment of experiments) {
    const { name, data } = experiment;
    if (only && !only.some((one) => name.startsWith(one))) continue;
    const result = await measured(experiment, (source) => settingsFor(experiment, source));
    if (!result) continue;
    const [trained, pixels, random] = result.rows;
    const { epochs, limit } = result.config;
    const images = limit ?? result.data.trainImages;
    const cells = [trained, pixels, random].map(cellOf);
    lines.push(
      `| ${[data, images, what(experiment, result.config), epochs, ...cells, difference(result)].join(' | ')} |`,
    );
  }
  return lines.join('\n');
}

const parts = {
  'by-hand': await table(byHand, {
    what: ({ what }) => what,
    settingsFor: ({ settings }, source) => settingsByHand(source, settings),
  }),
  derived: await table(derived, {
    what: ({ minutes }, { width, imageSize }) =>
      `${minutes} minutes: width ${width}${imageSize ? `, ${imageSize} px` : ''}`,
    settingsFor: ({ minutes }, source) => settingsInTime(source, minutes),
  }),
};
if (values.dry || only) process.stdout.write(`${Object.values(parts).join('\n\n')}\n`);
else await writeTables('defaults', parts);
