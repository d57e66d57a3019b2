/**
 * Measures a training step on one process and on the ranks of a job, with one thread each, and the share of it
 * spent communicating. Compares it with what `jssl plan --ranks` expects for the measured bandwidth and
 * latency, and measures whether a reduction overlaps with computation. Needs `mpirun` (Open MPI) and as many
 * free cores as ranks.
 *
 * Usage: node tools/bench/distributed.mjs [--ranks 1,2] [--arch resnet18] [--width 64] [--side 32]
 *   [--batch 64] [--steps 10] [--rounds 3] [--write | --json]
 * --write puts the table into docs/distributed.md.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { machine } from '../measurement/machine.mjs';
import { writeTables } from '../measurement/write-tables.mjs';
import { mpirun, mpirunSettings } from '../testing/dist/run-ranks.js';
import { median } from './report.mjs';
import { fromPackage, tf } from '../measurement/from-package.mjs';

const { values: options } = parseArgs({
  options: {
    ranks: { type: 'string', default: '1,2' },
    arch: { type: 'string', default: 'resnet18' },
    width: { type: 'string', default: '64' },
    side: { type: 'string', default: '32' },
    batch: { type: 'string', default: '64' },
    steps: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    worker: { type: 'boolean', default: false },
  },
});
const [side, steps, rounds] = [options.side, options.steps, options.rounds].map(Number);
/** @type {[method: import('@jssl/trainer').TrainConfig['method'], syncBn: boolean][]} */
const variants = [
  ['jaccard-moco', false],
  ['jaccard-moco', true],
  ['jaccard-simclr', false],
];

if (options.worker) await work();
else await compare();

async function compare() {
  const counts = options.ranks.split(',').map(Number);
  // Rounds in turn, so that what else the machine does falls on all alike.
  const measured = Array.from({ length: rounds }, () => counts.map(launch));
  const rows = variants.flatMap(([method, syncBn], variant) =>
    counts.map((ranks, at) => {
      const of = (what) => median(measured.map((round) => round[at].variants[variant][what]));
      const [stepMs, talkMs, plannedMs] = ['stepMs', 'talkMs', 'plannedMs'].map(of);
      return { method, syncBn, ranks, stepMs, talkMs, plannedMs };
    }),
  );
  if (options.json) {
    console.log(JSON.stringify({ options, measured, rows }));
    return;
  }
  const lines = rows.map(({ method, syncBn, ranks, stepMs, talkMs, plannedMs }) => {
    const one = rows.find(
      (row) => row.ranks === 1 && row.method === method && row.syncBn === syncBn,
    );
    const alone = one?.stepMs;
    const share = `${((100 * talkMs) / stepMs).toFixed(1)} %`;
    const efficiency = alone ? `${((100 * alone) / ranks / stepMs).toFixed(0)} %` : '';
    const planned = alone ? (alone / ranks + plannedMs).toFixed(0) : '';
    return `| ${method}${syncBn ? ' --sync-bn' : ''} | ${ranks} | ${stepMs.toFixed(0)} | ${efficiency} | ${talkMs.toFixed(1)} | ${share} | ${planned} |`;
  });
  const networks = counts.flatMap((ranks, at) => {
    if (ranks === 1) return [];
    const of = (what) => median(measured.map((round) => round[at][what]));
    return `${ranks} ranks: ${(of('bytesPerSecond') / 1e9).toFixed(2)} GB/s, latency ${(1e6 * of('latencySeconds')).toFixed(1)} µs; reducing gradients ${of('reduceMs').toFixed(1)} ms, a forward pass ${of('forwardMs').toFixed(1)} ms, both at once ${of('bothMs').toFixed(1)} ms.`;
  });
  const { arch, width, batch } = options;
  const text = [
    `${new Date().toISOString().slice(0, 10)}, ${machine()}. ${arch} of width ${width}, ${side}x${side}, batch ${batch}, float32, one thread per rank; medians over ${steps} steps and ${rounds} round${rounds === 1 ? '' : 's'}.`,
    [
      '| method | ranks | ms per step | efficiency | communication, ms | share of a step | planned, ms |',
      '| --- | --: | --: | --: | --: | --: | --: |',
      ...lines,
    ].join('\n'),
    ...networks,
  ].join('\n\n');
  console.log(text);
  if (options.write) await writeTables('distributed', { measured: text });
}

function launch(ranks) {
  const command = [process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const start = ['--oversubscribe', '--bind-to', 'none', '-n', String(ranks)];
  const { status, stdout, stderr } = spawnSync(mpirun, [...start, ...command, '--worker'], {
    encoding: 'utf8',
    env: { ...process.env, ...mpirunSettings, TF_NUM_INTRAOP_THREADS: '1' },
  });
  if (status !== 0) throw new Error(`mpirun ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

async function work() {
  process.env.JSSL_BACKEND ??= 'native';
  const { connectMpi } = await fromPackage('distributed');
  const { loadEngine } = await fromPackage('engine');
  const { keyedRandom } = await fromPackage('augment');
  const { createEncoder, defaultEncoderConfig, encode } = await fromPackage('resnet');
  const { createLearner, defaultTrainConfig, planRanks } = await fromPackage('trainer');
  const { builtInMethods } = await fromPackage('trainer', 'built-in-methods');
  await loadEngine();
  const job = await connectMpi();
  let talked = 0;
  const timed =
    (name) =>
    (...values) => {
      const began = performance.now();
      try {
        return job[name](...values);
      } finally {
        talked += performance.now() - began;
      }
    };
  const names = ['allReduce', 'allGather', 'allGatherBytes', 'broadcast'];
  const counted = { ...job, ...Object.fromEntries(names.map((name) => [name, timed(name)])) };

  const network = measureNetwork(job);
  const batchSize = Number(options.batch);
  const share = batchSize / job.size;
  const arch = /** @type {import('@jssl/trainer').TrainConfig['arch']} */ (options.arch);
  const settings = { arch, width: Number(options.width), batchSize, m: 4096 };
  const newEncoder = () =>
    createEncoder(
      {
        ...defaultEncoderConfig,
        depth: /** @type {import('@jssl/resnet').Depth} */ (Number(arch.slice('resnet'.length))),
        width: settings.width,
      },
      keyedRandom(0, 1),
    );
  /** @type {[number, number, number, number]} */
  const shape = [share, side, side, 3];
  const random = keyedRandom(0, 2, job.rank);
  const view = () =>
    tf.tensor4d(Float32Array.from({ length: share * side * side * 3 }, random), shape);
  /** @type {import('@jssl/trainer').Views} */
  const views = [view(), view()];

  const told = variants.map(([method, syncBn]) => {
    const config = { ...defaultTrainConfig, ...settings, method, syncBn };
    const learner = createLearner(newEncoder(), builtInMethods[method], {
      settings: config,
      random: keyedRandom(0, 3),
      job: counted,
    });
    const step = (number) => {
      job.barrier();
      talked = 0;
      const began = performance.now();
      learner.step(views, { learningRate: 1e-3, random: keyedRandom(0, 4, number) });
      return { stepMs: performance.now() - began, talkMs: talked };
    };
    [0, 1].forEach(step);
    const timedSteps = Array.from({ length: steps }, (_, number) => step(number));
    learner.dispose();
    const plan = planRanks(config, { side, channels: 3 }, { ranks: job.size, ...network });
    return {
      stepMs: median(timedSteps.map(({ stepMs }) => stepMs)),
      talkMs: median(timedSteps.map(({ talkMs }) => talkMs)),
      plannedMs: 1000 * plan.seconds,
    };
  });

  const encoder = newEncoder();
  const size = Object.values(encoder.parameters).reduce((sum, one) => sum + one.size, 0);
  const gradients = new Float32Array(size);
  const forward = () => {
    tf.tidy(() => void encode(encoder, views[0], { training: true }).p.dataSync());
  };
  const reduce = () => job.allReduce(gradients);
  const both = async () => {
    const reduced = job.allReduceAsync(gradients);
    forward();
    await reduced;
  };
  const [reduceMs, forwardMs, bothMs] = [
    await milliseconds(job, reduce),
    await milliseconds(job, forward),
    await milliseconds(job, both),
  ];
  if (job.rank === 0) {
    process.stdout.write(
      JSON.stringify({ variants: told, ...network, ...{ reduceMs, forwardMs, bothMs } }),
    );
  }
  job.dispose();
}

/** Median of some runs of what all ranks do at once. */
async function milliseconds(job, run) {
  const times = [];
  for (let number = 0; number < 7; number++) {
    job.barrier();
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
  }
  return median(times.slice(2));
}

/**
 * Bandwidth and latency for `jssl plan`, from reductions of 16 MiB and of a single number, by the ring's
 * formula.
 */
function measureNetwork(job) {
  const { size } = job;
  if (size === 1) return { bytesPerSecond: 1e9, latencySeconds: 0 };
  const seconds = (values, times) => {
    job.allReduce(values);
    job.barrier();
    const began = performance.now();
    for (let time = 0; time < times; time++) job.allReduce(values);
    return (performance.now() - began) / 1000 / times;
  };
  const latencySeconds = seconds(new Float32Array(1), 500) / (2 * (size - 1));
  const values = new Float32Array(4 * 2 ** 20);
  const taken = seconds(values, 10) - 2 * (size - 1) * latencySeconds;
  const bytesPerSecond = (2 * values.byteLength * (size - 1)) / size / taken;
  return { bytesPerSecond, latencySeconds };
}
