/**
 * `npm run fuzz`: gives every reader files that were damaged on purpose. Each must give a valid result or a
 * documented error, within limits of time and memory. Anything else is a failure; its input is kept in a
 * folder, with the command that reproduces it.
 *
 * Usage: node tools/reliability/fuzz.mjs [--format NAME] [--count 100000] [--seed 0] [--first 0]
 *        [--seconds 10] [--failures fuzz-failures]
 * Files are read in a child process, so that one that hangs is killed and named.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { writeFiles } from '../testing/dist/index.js';
import { formats } from './fuzz/formats.mjs';
import { numbered } from './fuzz/inputs.mjs';

const reader = fileURLToPath(new URL('fuzz/reader.mjs', import.meta.url));
const { values } = parseArgs({
  options: {
    format: { type: 'string', multiple: true, default: Object.keys(formats) },
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '0' },
    first: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '10' },
    failures: { type: 'string', default: 'fuzz-failures' },
  },
});
const [count, first, limit] = [values.count, values.first, values.seconds].map(Number);
const last = first + count;
const unknown = values.format.find((name) => !(name in formats));
if (unknown !== undefined) {
  console.error(`--format must be one of ${Object.keys(formats).join(', ')}, got ${unknown}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'jssl-fuzz-'));

/** Reads inputs until the last one or one that hangs or kills the process; returns what comes next. */
function readFrom(name, next, onResult) {
  return new Promise((resolve) => {
    const child = fork(reader, [name, values.seed, next, last, folder].map(String));
    let current;
    let began = Infinity;
    let reason;
    const watchdog = setInterval(() => {
      if (performance.now() - began < limit * 1000) return;
      reason = `took more than ${limit} s`;
      child.kill('SIGKILL');
    }, 250);
    let isOver = false;
    child.on('message', (/** @type {{ number: number, outcome?: object }} */ message) => {
      current = message.number;
      began = message.outcome === undefined ? performance.now() : Infinity;
      if (message.outcome !== undefined) onResult(message);
      isOver = message.number === last - 1 && message.outcome !== undefined;
    });
    // What the child has sent is read to the end before it counts as disconnected, and its code comes apart.
    void Promise.all([once(child, 'disconnect'), once(child, 'exit')]).then(
      ([, [code, signal]]) => {
        clearInterval(watchdog);
        if (isOver && code === 0) return resolve(last);
        if (current === undefined) throw new Error(`the reader of ${name} did not start`);
        reason ??= `the process ended with ${signal ?? code}`;
        onResult({ number: current, outcome: reason, milliseconds: 0, bytes: 0 });
        resolve(current + 1);
      },
    );
  });
}

/** Writes a failing input and how to repeat it. */
async function keep(name, number, outcome) {
  const kept = join(values.failures, `${name}-${values.seed}-${number}`);
  const [[, files]] = numbered(await formats[name](), Number(values.seed), number, number + 1);
  writeFiles(kept, files);
  const command = `npm run fuzz -- --format ${name} --seed ${values.seed} --first ${number} --count 1`;
  writeFileSync(join(kept, 'command.txt'), `${command}\n${outcome}\n`);
  console.error(`${kept}: ${JSON.stringify(outcome)}\n  ${command}`);
}

let failures = 0;
console.log('| format | inputs | good | refused | failed | worst time | worst memory | minutes |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const name of values.format) {
  const began = performance.now();
  const counts = { good: 0, refused: 0, failed: 0 };
  const worst = { milliseconds: 0, bytes: 0 };
  const failed = [];
  for (let next = first; next < last;) {
    next = await readFrom(name, next, ({ number, outcome, milliseconds, bytes }) => {
      if (outcome !== 'good' && outcome !== 'refused') failed.push([number, outcome]);
      counts[outcome in counts ? outcome : 'failed']++;
      if ((number + 1) % 10_000 === 0) console.error(`> ${name}: ${number + 1}`);
      worst.milliseconds = Math.max(worst.milliseconds, milliseconds);
      worst.bytes = Math.max(worst.bytes, bytes);
    });
  }
  for (const [number, outcome] of failed.slice(0, 20)) await keep(name, number, outcome);
  failures += counts.failed;
  const cells = [
    ...[name, count, counts.good, counts.refused, counts.failed],
    `${Math.ceil(worst.milliseconds)} ms`,
    `${(worst.bytes / 1e6).toFixed(1)} MB`,
    ((performance.now() - began) / 60_000).toFixed(1),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
rmSync(folder, { recursive: true });
process.exit(failures === 0 ? 0 : 1);
