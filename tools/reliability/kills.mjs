/**
 * `npm run kills`: kills a training run at many random moments, resumes it each time, and compares the result
 * with an uninterrupted run, byte for byte.
 *
 * Usage: node tools/reliability/kills.mjs [--kills 200] [--seed 0] [--epochs 60]
 *        node tools/reliability/kills.mjs --every-call [--method NAME]… [--scenario NAME]… [--how HOW]
 *          (see every-call.mjs)
 *        node tools/reliability/kills.mjs --locks [--rounds 1000] [--processes 5]   (see locks.mjs)
 * A checkpoint is written after every step, so that many of the kills hit one that is being written. When to
 * kill depends on how long the uninterrupted training took to start and to end, so that every run gets on,
 * however busy the machine is.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { everyCall } from './every-call.mjs';
import { lockRaces } from './locks.mjs';
import { makeImages, smallFlags } from './small-run.mjs';

const jssl = fileURLToPath(new URL('../../packages/cli/bin/jssl.js', import.meta.url));
/** Kills that a run gets on average before it ends. */
const KILLS_OF_RUN = 15;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '0' },
    epochs: { type: 'string', default: '60' },
    'every-call': { type: 'boolean' },
    method: { type: 'string', multiple: true },
    scenario: { type: 'string', multiple: true },
    how: { type: 'string' },
    every: { type: 'string', default: '1' },
    locks: { type: 'boolean' },
    rounds: { type: 'string', default: '1000' },
    processes: { type: 'string', default: '5' },
  },
});
if (values['every-call']) {
  const { method: methods, scenario: scenarios, how } = values;
  const wrong = await everyCall({ methods, scenarios, how, every: Number(values.every) });
  process.exit(wrong === 0 ? 0 : 1);
}
if (values.locks) {
  const wrong = await lockRaces(Number(values.rounds), Number(values.processes));
  process.exit(wrong === 0 ? 0 : 1);
}
const [wanted, epochs] = [Number(values.kills), Number(values.epochs)];
let state = Number(values.seed) + 1;
/** Uniform numbers in [0, 1): Lehmer's generator. */
const random = () => (state = (state * 48271) % 2147483647) / 2147483647;

const folder = mkdtempSync(join(tmpdir(), 'jssl-kills-'));
const data = join(folder, 'images');
await makeImages(data);

/**
 * Runs jssl. With `dieAfter` it is killed so many milliseconds after it was started; with `writing` not
 * before a file is next being written in that folder.
 */
function run(args, dieAfter, writing) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [jssl, 'train', ...args], { cwd: folder });
    let notes = '';
    let killed = false;
    const kill = () => {
      killed = child.kill('SIGKILL');
    };
    let watcher;
    const killAtWrite = () => {
      if (!existsSync(writing)) return kill();
      watcher = watch(writing, (_, name) => {
        if (name?.endsWith('.tmp')) kill();
      });
    };
    if (dieAfter !== undefined) setTimeout(writing ? killAtWrite : kill, dieAfter);
    child.stderr.on('data', (text) => (notes += text));
    child.stdout.resume();
    child.on('close', (code) => {
      watcher?.close();
      resolve({ code, notes, killed: killed && code === null });
    });
  });
}

const begin = (out) => [
  ...['images', ...smallFlags, '--epochs', String(epochs), '--eval-every', '20'],
  ...['--checkpoint-minutes', '0', '--out', out],
];

/** What a finished run is: weights, the checkpoint's tensors and the metrics but for their times. */
function outcome(out) {
  const path = join(folder, out);
  const current = readFileSync(join(path, 'checkpoint', 'current.json'), 'utf8');
  const checkpoint = JSON.parse(current).file;
  const bytes = readFileSync(join(path, 'checkpoint', checkpoint));
  const times = ['imagesPerSecond', 'durationSeconds', 'dataWaitShare', 'residentMegabytes'];
  const metrics = readFileSync(join(path, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) =>
      Object.fromEntries(Object.entries(JSON.parse(line)).filter(([key]) => !times.includes(key))),
    );
  return JSON.stringify([
    readFileSync(join(path, 'last.safetensors')).toString('base64'),
    readFileSync(join(path, 'best.safetensors')).toString('base64'),
    bytes.subarray(8 + Number(bytes.readBigUInt64LE(0))).toString('base64'),
    metrics,
  ]);
}

const began = performance.now();
let startMs = 0;
const firstCheckpoint = setInterval(() => {
  if (!existsSync(join(folder, 'whole', 'checkpoint', 'current.json'))) return;
  startMs = performance.now() - began;
  clearInterval(firstCheckpoint);
}, 10);
const whole = await run(begin('whole'));
if (whole.code !== 0) throw new Error(`the run that is not killed failed:\n${whole.notes}`);
const wholeMs = performance.now() - began;
const expected = outcome('whole');
console.error(
  `> the run that is not killed: ${(startMs / 1000).toFixed(1)} s to its first checkpoint, ${(wholeMs / 1000).toFixed(1)} s in all`,
);
/** From shortly after the start of the process until some of the epochs are done. */
const lifetime = () => {
  const [least, most] = [0.2 * startMs, startMs + (2 * (wholeMs - startMs)) / KILLS_OF_RUN];
  return least + (most - least) * random();
};

let kills = 0;
let runs = 0;
let duringWrite = 0;
let wrong = 0;
while (kills < wanted) {
  const out = `killed-${runs++}`;
  const started = () => existsSync(join(folder, out, 'checkpoint', 'current.json'));
  for (;;) {
    const again = existsSync(join(folder, out)) ? ['--force'] : [];
    const args = started()
      ? ['--resume', out, '--checkpoint-minutes', '0']
      : [...begin(out), ...again];
    const { code, notes, killed } = await run(
      args,
      kills < wanted ? lifetime() : undefined,
      // Every second kill comes while a checkpoint is being written.
      kills % 2 === 1 ? join(folder, out, 'checkpoint') : undefined,
    );
    if (killed) {
      kills++;
      const checkpoint = join(folder, out, 'checkpoint');
      const files = existsSync(checkpoint) ? readdirSync(checkpoint) : [];
      if (files.some((name) => name.endsWith('.tmp')) || files.length > 4) duringWrite++;
      if (kills % 20 === 0) console.error(`> ${kills} kills`);
      continue;
    }
    if (code !== 0) {
      // A run killed as it ended is complete; one killed before its config.json is not a run yet.
      if (notes.includes('is complete')) break;
      if (notes.includes('holds none')) {
        rmSync(join(folder, out), { recursive: true });
        continue;
      }
      wrong++;
      console.error(`resume failed with code ${code}: ${notes}`);
    }
    break;
  }
  if (outcome(out) !== expected) {
    wrong++;
    console.error(`${out} did not end as the run that was never stopped`);
  }
}
rmSync(folder, { recursive: true });
console.log(
  `${kills} kills in ${runs} runs of ${epochs} epochs, ${duringWrite} of them while a checkpoint was written: ${wrong} wrong`,
);
process.exit(wrong === 0 ? 0 : 1);
