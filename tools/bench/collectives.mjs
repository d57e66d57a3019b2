/**
 * Measures the collective operations: the time of all-reduce and all-gather by size, on N ranks, and whether a
 * non-blocking reduction overlaps with computation.
 *
 * Usage: mpirun -n 2 node tools/bench/collectives.mjs [--rounds 20] [--most 16777216]
 */
import { cpus, hostname } from 'node:os';
import { parseArgs } from 'node:util';

import { connectMpi } from '../../packages/distributed/dist/index.js';
import { median } from './report.mjs';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    most: { type: 'string', default: String(2 ** 24) },
  },
});
const rounds = Number(flags.rounds);
const job = await connectMpi();

/** Of the slowest rank, the median of the rounds after a first that does not count. */
async function milliseconds(work) {
  const times = [];
  for (let round = -1; round < rounds; round++) {
    job.barrier();
    const start = performance.now();
    await work();
    const slowest = Float32Array.of(performance.now() - start);
    job.allReduce(slowest, 'max');
    if (round >= 0) times.push(slowest[0]);
  }
  return median(times);
}

/** Work of this thread alone, which takes no memory to speak of. */
function compute(turns) {
  let sum = 0;
  for (let turn = 0; turn < turns; turn++) sum += Math.sqrt(turn);
  return sum;
}

function say(...cells) {
  if (job.rank === 0) process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

const machines = new Set(
  job
    .allGatherBytes(new TextEncoder().encode(hostname()))
    .map((bytes) => Buffer.from(bytes).toString()),
);
if (job.rank === 0) {
  const day = new Date().toISOString().slice(0, 10);
  process.stdout.write(
    `${job.size} ranks on ${machines.size} machine(s), ${cpus().length} cores of ${cpus()[0].model}, ${day}, median of ${rounds}\n\n`,
  );
}
say('floats', 'all-reduce ms', 'GB/s', 'all-gather ms', 'GB/s received');
say('---', '---', '---', '---', '---');
for (let count = 2 ** 10; count <= Number(flags.most); count *= 4) {
  const values = new Float32Array(count).fill(1 / job.size);
  const reduced = await milliseconds(() => job.allReduce(values));
  const own = values.subarray(0, Math.ceil(count / job.size));
  const gathered = await milliseconds(() => job.allGather(own));
  const rate = (ms) => ((4 * count) / ms / 1e6).toFixed(2);
  say(count, reduced.toFixed(3), rate(reduced), gathered.toFixed(3), rate(gathered));
}

const values = new Float32Array(2 ** 22).fill(1 / job.size);
const turns = 2e7;
const alone = await milliseconds(() => compute(turns));
const inTurn = await milliseconds(() => {
  job.allReduce(values);
  compute(turns);
});
const atOnce = await milliseconds(async () => {
  const reduced = job.allReduceAsync(values);
  compute(turns);
  await reduced;
});
if (job.rank === 0) {
  process.stdout.write(
    `\n4,194,304 floats and a computation of ${alone.toFixed(1)} ms: ${inTurn.toFixed(1)} ms one after the other, ${atOnce.toFixed(1)} ms at once\n`,
  );
}
job.dispose();
