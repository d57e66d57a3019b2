/**
 * Compares the processor time of packing a folder of small PNG and JPEG files, or of files of another kind, with
 * that of an earlier commit, in alternating rounds.
 *
 * Usage: node tools/bench/packing.mjs --against COMMIT [--rounds 10] [--images 2000]
 *   --against COMMIT   its `packages/data` is compiled and uses the installed dependencies
 *   --rounds N         the order of the two alternates between rounds
 *   --images N         half of them PNG, half JPEG, of 64 to 96 pixels a side
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import typescript from 'typescript';

import { machine } from '../measurement/machine.mjs';

const require = createRequire(new URL('../../packages/data/package.json', import.meta.url));
const sharp = require('sharp');
const root = fileURLToPath(new URL('../..', import.meta.url));

const { values } = parseArgs({
  options: {
    against: { type: 'string' },
    rounds: { type: 'string', default: '10' },
    images: { type: 'string', default: '2000' },
  },
});
if (values.against === undefined) {
  console.error('packing: --against must name a commit');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'jssl-packing-'));

/** Compiles the data package of a commit without checking it. @returns the path of its entry. */
function compile(commit) {
  const at = join(folder, 'before');
  mkdirSync(at);
  const archive = execFileSync('git', ['archive', commit, 'packages/data'], {
    cwd: root,
    maxBuffer: 2 ** 28,
  });
  execFileSync('tar', ['-x', '-C', at], { input: archive });
  symlinkSync(join(root, 'node_modules'), join(at, 'node_modules'));
  const data = join(at, 'packages', 'data');
  for (const name of readdirSync(join(data, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (/\.mjs$/.test(name)) cpSync(join(data, 'src', name), join(data, 'dist', name));
    if (!/\.ts$/.test(name) || /\.test\.ts$/.test(name)) continue;
    const { outputText } = typescript.transpileModule(
      readFileSync(join(data, 'src', name), 'utf8'),
      {
        compilerOptions: {
          module: typescript.ModuleKind.ESNext,
          target: typescript.ScriptTarget.ES2022,
        },
      },
    );
    const file = join(data, 'dist', name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, outputText);
  }
  return join(data, 'dist', 'index.js');
}

/** Two class folders of pictures of two gradients with noise. */
async function makeImages(count) {
  const images = join(folder, 'images');
  let state = 1;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let index = 0; index < count; index++) {
    const [width, height] = [64 + (index % 33), 64 + ((7 * index) % 33)];
    const [across, down] = [random(), random()];
    const pixels = Buffer.alloc(width * height * 3);
    for (let at = 0; at < pixels.length; at++) {
      const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)];
      pixels[at] = (across * x + down * y) * 2 + 24 * random() + 20 * (at % 3);
    }
    const isPng = index % 2 === 0;
    const file = join(images, index % 4 < 2 ? 'a' : 'b', `${index}.${isPng ? 'png' : 'jpg'}`);
    mkdirSync(dirname(file), { recursive: true });
    const image = sharp(pixels, { raw: { width, height, channels: 3 } });
    await (isPng ? image.png() : image.jpeg()).toFile(file);
  }
  return images;
}

/** Packs the images in a process of its own. @returns seconds of processor time. */
function pack(entry, images) {
  const cache = join(folder, 'cache');
  const script = `
    const { openDataset } = await import(${JSON.stringify(entry)});
    const before = process.cpuUsage();
    const { train } = await openDataset(${JSON.stringify(images)}, { cacheFolder: ${JSON.stringify(cache)}, imageSize: 64 });
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ seconds: (user + system) / 1e6, images: train.length }));`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { encoding: 'utf8' },
  );
  rmSync(cache, { recursive: true, force: true });
  if (status !== 0) throw new Error(`packing failed:\n${stderr}`);
  return JSON.parse(stdout);
}

const median = (numbers) => {
  const sorted = numbers.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

const before = compile(values.against);
const now = join(root, 'packages', 'data', 'dist', 'index.js');
const images = await makeImages(Number(values.images));
// Not counted: files are read from the disk for the first time.
const [first, second] = [pack(before, images), pack(now, images)];
if (first.images !== second.images) {
  throw new Error(`${first.images} images were packed before, ${second.images} now`);
}
const rounds = [];
for (let round = 0; round < Number(values.rounds); round++) {
  const order = round % 2 === 0 ? [before, now] : [now, before];
  const times = new Map(order.map((entry) => [entry, pack(entry, images).seconds]));
  rounds.push([times.get(before) ?? NaN, times.get(now) ?? NaN]);
  console.error(
    `> ${rounds
      .at(-1)
      ?.map((seconds) => seconds.toFixed(2))
      .join(' s, now ')} s`,
  );
}
rmSync(folder, { recursive: true });
const of = (index) => median(rounds.map((round) => round[index])).toFixed(2);
const ratio = median(rounds.map(([one, other]) => other / one));
console.log(
  `${values.images} images, ${rounds.length} rounds on ${machine()}: ${of(0)} s of processor time at ${values.against}, ${of(1)} s now; median ratio ${ratio.toFixed(3)}`,
);
