/**
 * The check with a GPU: whether JSSL computes rightly on it, and how fast beside PyTorch, in seven minutes. Each part
 * has processes and a time limit of its own, and the results are in one JSON file, written as they come.
 *
 * Usage: node tools/gpu/check.mjs [--out FILE] [--python PROGRAM] [--environment FILE] [--only PART,…] [--seconds 420]
 *                                 [--rehearse]
 * `--out`: the JSON file, `gpu-check.json` by default.
 * `--python`: a Python with PyTorch for CUDA; without it JSSL's steps are timed alone.
 * `--environment`: environment variables of JSSL's processes as JSON, which `unpack.py` writes.
 * `--rehearse`: tiny sizes on the processor. Everything but the card is tried.
 * The exit status is 0 if every part ended in time, whatever it found, and 3 without a GPU.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { machine } from '../measurement/machine.mjs';
import { findings } from './findings.mjs';
import { parts } from './parts.mjs';
import { Record } from './record.mjs';

const { values: given } = parseArgs({
  options: {
    out: { type: 'string', default: 'gpu-check.json' },
    python: { type: 'string' },
    environment: { type: 'string' },
    only: { type: 'string', default: parts.map(({ name }) => name).join() },
    seconds: { type: 'string' },
    rehearse: { type: 'boolean', default: false },
  },
});
const names = given.only.split(',');
const unknown = names.find((one) => !parts.some(({ name }) => name === one));
if (unknown !== undefined) {
  process.stderr.write(
    `check: parts are ${parts.map(({ name }) => name).join(', ')}, got ${unknown}\n`,
  );
  process.exit(2);
}

/** A rehearsal runs on a processor that may be busy. */
const patience = given.rehearse ? 5 : 1;
const allowed = Number(given.seconds ?? patience * 420);
const began = performance.now();
const elapsed = () => (performance.now() - began) / 1000;
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const own = given.environment ? read(given.environment) : {};
const environment = {
  ...process.env,
  ...own,
  JSSL_BACKEND: given.rehearse ? 'native' : 'gpu',
};
const out = resolve(given.out);
mkdirSync(dirname(out), { recursive: true });
const record = new Record(out, {
  started: new Date().toISOString(),
  machine: machine(),
  rehearsal: given.rehearse,
  environment: own,
  // Which libraries were found, and which of them open.
  ...(given.environment && { libraries: read(join(dirname(given.environment), 'libraries.json')) }),
});
const work = join(tmpdir(), `jssl-gpu-${process.pid}`);
mkdirSync(work, { recursive: true });
const say = (line) => process.stdout.write(`${elapsed().toFixed(0).padStart(4)} s  ${line}\n`);

for (const { name, seconds, run, isNeeded = false } of parts) {
  if (!names.includes(name)) continue;
  const left = allowed - elapsed();
  if (left < 5) {
    record.set([name], { state: 'no time left' });
    say(`${name}: no time left`);
    process.exitCode = 1;
    continue;
  }
  const deadline = elapsed() + Math.min(patience * seconds, left);
  const remaining = () => deadline - elapsed();
  const from = elapsed();
  record.set([name], { state: 'running' });
  const { python, rehearse } = given;
  try {
    await run({ record, name, remaining, environment, python, rehearse, patience, work });
    record.set([name], { state: remaining() > 0 ? 'done' : 'out of time' });
  } catch (error) {
    record.set([name], { state: 'failed', error: error.message });
  }
  if (remaining() <= 0) process.exitCode = 1;
  record.set([name], { seconds: Number((elapsed() - from).toFixed(1)) });
  const { state, error } = record.get([name]);
  say(`${name}: ${state}${error === undefined ? '' : ` (${error})`}`);
  if (isNeeded && state === 'failed') {
    process.exitCode = 3;
    break;
  }
}
record.set([], { ended: new Date().toISOString() });
for (const line of findings(record.get([]))) say(line);
say(out);
