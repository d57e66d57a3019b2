/** The parts of the check with a GPU, the most telling first. */
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { compareSteps } from './compare-steps.mjs';
import { runChild } from './run-child.mjs';

// cspell:words BATCHNORM
const root = fileURLToPath(new URL('../..', import.meta.url));
const tool = (name) => join(root, 'tools', 'gpu', name);
const cli = join(root, 'packages', 'cli', 'bin', 'jssl.js');

/**
 * @typedef {{
 *   record: import('./record.mjs').Record,
 *   name: string,
 *   remaining: () => number,
 *   environment: NodeJS.ProcessEnv,
 *   python: string | undefined,
 *   rehearse: boolean,
 *   patience: number,
 *   work: string,
 * }} Context `remaining` gives the seconds that the part has left; `environment` is that of JSSL's processes;
 * `patience` is how many times as long as on a GPU things may take; `work` is a folder for what the parts leave.
 */

/** Sizes of a rehearsal: seconds on two cores without a GPU. */
const tiny = { kind: 'step', depth: 18, width: 8, size: 32, batch: 8, queue: 64, repeat: 1 };
const device = 'cuda';
const step18 = { kind: 'step', depth: 18, size: 32, batch: 256, queue: 4096, repeat: 10, device };
const step50 = { kind: 'step', depth: 50, size: 64, batch: 256, queue: 4096, repeat: 5, device };

/** Runs a script of Node, and records how it ended; lines of JSON go to `onLine`. */
async function runNode(context, key, args, onLine, seconds = 600) {
  const { record, name, environment, remaining } = context;
  const outcome = await runChild([process.execPath, ...args], {
    seconds: Math.min(context.patience * seconds, remaining()),
    environment,
    onLine: (line) => {
      try {
        onLine(JSON.parse(line));
      } catch {
        record.add([name, key, 'printed'], line.slice(0, 1000));
      }
    },
  });
  const { stderr, ...ended } = outcome;
  record.set([name, key], { ended, ...(stderr !== '' && { stderr }) });
  return outcome;
}

/** Which engine is used, whether it computes rightly, and how long it takes to start. */
async function doctor(context) {
  const { record, name, environment, rehearse } = context;
  const set = (key) => (found) => record.set([name, key], { found });
  const forGpu = rehearse ? {} : { TF_CPP_MIN_LOG_LEVEL: '0' };
  // What TensorFlow says of the libraries that it opens is wanted here.
  const loud = { ...context, environment: { ...environment, ...forGpu } };
  let gpu = false;
  await runNode(loud, 'probe', [tool('probe.mjs')], (found) => {
    ({ gpu } = found.engine);
    set('probe')(found);
  });
  await runNode(context, 'doctor', [cli, 'doctor', '--json'], set('doctor'));
  if (!gpu && !rehearse) throw new Error('no GPU: the rest is left out');
}

/** The golden vectors in float32, then how far TF32 and bfloat16 are off. */
async function golden(context) {
  const { record, name, rehearse } = context;
  const only = rehearse ? ['--only', 'simclr3x5'] : [];
  const counts = { passed: 0, failed: 0 };
  const each = (outcome) => {
    counts[outcome.error === undefined ? 'passed' : 'failed']++;
    record.set([name, 'f32'], { counts });
    if (outcome.error !== undefined) record.add([name, 'f32', 'failures'], outcome);
  };
  await runNode(context, 'f32', [tool('golden.mjs'), 'tests', ...only], each, 60);
  // A rehearsal on a processor without bfloat16 cannot compute it.
  for (const precision of rehearse ? ['tf32'] : ['tf32', 'bf16']) {
    const args = [tool('golden.mjs'), precision, ...(rehearse ? ['--only', 'resnet18'] : [])];
    await runNode(context, precision, args, (line) => record.add([name, precision, 'cases'], line));
  }
}

/** Steps of JSSL and PyTorch in turn; the setting of the paper first. */
async function steps(context) {
  const { record, name, rehearse, patience, remaining } = context;
  /**
   * @type {{ model: string, definition: object, precision: string, most: number, python?: undefined,
   *   variables?: NodeJS.ProcessEnv }[]}
   */
  const planned = rehearse
    ? [{ model: 'tiny', definition: tiny, precision: 'f32', most: 60 }]
    : [
        // The first also waits for what the driver compiles.
        { model: 'resnet50', definition: step50, precision: 'tf32', most: 60 },
        { model: 'resnet50', definition: step50, precision: 'bf16', most: 30 },
        { model: 'resnet18', definition: step18, precision: 'tf32', most: 25 },
        { model: 'resnet18', definition: step18, precision: 'bf16', most: 25 },
        { model: 'resnet50', definition: step50, precision: 'f32', most: 30 },
        { model: 'resnet18', definition: step18, precision: 'f32', most: 25 },
        // Whether cuDNN's other batch norm, which takes maps as they are, is faster and right.
        {
          ...{ model: 'resnet50 with persistent batch norm,', definition: step50 },
          ...{ precision: 'bf16', most: 20, python: undefined },
          variables: { TF_USE_CUDNN_BATCHNORM_SPATIAL_PERSISTENT: '1' },
        },
      ];
  for (const { model, definition, precision, most, variables, ...own } of planned) {
    const path = [name, `${model} ${precision}`];
    const seconds = Math.min(patience * most, remaining());
    if (seconds < 5) return;
    const environment = { ...context.environment, ...variables };
    try {
      await compareSteps(definition, precision, {
        ...{ ...context, ...own, environment, path, seconds },
      });
    } catch (error) {
      record.set(path, { error: error.message });
    }
  }
}

/** Half a minute of the demo. */
async function demo(context) {
  const { record, name, rehearse, patience, work, remaining } = context;
  const changes = rehearse ? { epochs: 1, warmupEpochs: 0, evalEvery: 0, limit: 256 } : {};
  const args = [tool('train-demo.mjs'), join(work, 'demo'), JSON.stringify(changes)];
  const seconds = Math.min(36, remaining() / patience - 2);
  const each = (line) => record.add([name, 'train', 'epochs'], line);
  await runNode(context, 'train', args, each, seconds);
}

/** The features of the demo's images, by its encoder. */
async function embed(context) {
  const { record, name, work, rehearse } = context;
  const file = join(work, 'features.npy');
  rmSync(file, { force: true });
  const which = rehearse ? ['--split', 'test'] : [];
  const args = [cli, 'embed', join(work, 'demo'), 'emoji', '--out', file, '--force', ...which];
  await runNode(context, 'embed', args, () => undefined);
  if (existsSync(file)) record.set([name, 'embed'], { bytes: statSync(file).size });
}

/** What a step calls, and what it copies between host and device. */
async function profile(context) {
  const { record, name, rehearse } = context;
  const planned = rehearse
    ? [{ key: 'tiny', definition: tiny, precision: 'f32' }]
    : [
        { key: 'resnet50 tf32', definition: step50, precision: 'f32' },
        { key: 'resnet50 bf16', definition: step50, precision: 'bf16' },
        { key: 'resnet18 tf32', definition: step18, precision: 'f32' },
      ];
  for (const { key, definition, precision } of planned) {
    const args = [tool('profile.mjs'), JSON.stringify(definition), precision];
    await runNode(context, key, args, (found) => record.set([name, key], { found }), 30);
  }
}

/** Name, seconds at most, and what to do: 410 seconds in all. */
export const parts = [
  { name: 'doctor', seconds: 50, run: doctor, isNeeded: true },
  { name: 'golden', seconds: 90, run: golden },
  { name: 'steps', seconds: 150, run: steps },
  { name: 'demo', seconds: 40, run: demo },
  { name: 'embed', seconds: 25, run: embed },
  { name: 'profile', seconds: 55, run: profile },
];
