/**
 * `npm run bench:convolutions`: compares training steps and embedding with TensorFlow's own convolutions
 * (`direct`) and with the kernels of @jssl/kernels (`winograd`), alternating between them, by wall time and by
 * the processor time of all threads, which depends less on the machine's load.
 *
 * Usage: node tools/bench/algorithms.mjs [CASE ...] [--rounds 10] [--precision f32] [--backend native|wasm]
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { machine } from '../measurement/machine.mjs';
import { cases } from './cases.mjs';

const { values: flags, positionals } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    precision: { type: 'string', default: 'f32' },
    backend: { type: 'string', default: 'native' },
  },
  allowPositionals: true,
});
const file = fileURLToPath(new URL('jssl-worker.mjs', import.meta.url));

const row = flags.backend === 'wasm' ? 'jssl-wasm' : `jssl-${flags.precision}`;

function start(definition, algorithm) {
  const child = spawn(process.execPath, [file, JSON.stringify(definition), row], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, JSSL_CONVOLUTION: algorithm },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the worker with ${algorithm} convolutions ended early`);
    return JSON.parse(value);
  };
  return { child, answer };
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

process.stdout.write(`${machine()}\n`);
for (const name of positionals.length > 0
  ? positionals
  : ['step18', 'step50', 'stepSmall', 'embed']) {
  const definition = cases[name];
  if (!['step', 'embed'].includes(definition?.kind)) {
    throw new Error(`${name} is no case with convolutions`);
  }
  const workers = ['direct', 'winograd'].map((algorithm) => start(definition, algorithm));
  for (const { answer } of workers) await answer();
  const times = workers.map(() => ({ ms: [], cpuMs: [] }));
  for (let round = -2; round < Number(flags.rounds); round++) {
    for (const [at, { child, answer }] of workers.entries()) {
      child.stdin.write('run\n');
      const { ms, cpuMs } = await answer();
      if (round < 0) continue;
      times[at].ms.push(ms);
      times[at].cpuMs.push(cpuMs);
    }
  }
  const peaks = [];
  for (const { child, answer } of workers) {
    child.stdin.end();
    peaks.push((await answer()).peakMB);
  }
  process.stdout.write(`${definition.title}\n`);
  for (const [what, key] of [
    ['wall', 'ms'],
    ['processor', 'cpuMs'],
  ]) {
    const [direct, winograd] = times.map((of) => of[key]);
    const row = (of) => `${Math.min(...of).toFixed(1)} / ${median(of).toFixed(1)}`;
    const ratio = (of) => (of(winograd) / of(direct)).toFixed(2);
    process.stdout.write(
      `  ${what.padEnd(9)} ms, least / median: direct ${row(direct)}, winograd ${row(winograd)}; ` +
        `winograd/direct ${ratio((of) => Math.min(...of))} / ${ratio(median)}\n`,
    );
  }
  process.stdout.write(`  peak MB: direct ${peaks[0]}, winograd ${peaks[1]}\n`);
}
