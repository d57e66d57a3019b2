/**
 * Counts the calls into TensorFlow of one training step, by op, and times the steps.
 *
 * Usage: node tools/bench/calls.mjs [--case stepSmall] [--steps 30] [--top 20] [--profile] [--optimizer adam] [--clip 0]
 * `--profile` also measures the processor time of each op, all threads together, which slows the step.
 */
import { parseArgs } from 'node:util';

import { fromPackage, tf } from '../measurement/from-package.mjs';
import { cases } from './cases.mjs';

const { values: given } = parseArgs({
  options: {
    case: { type: 'string', default: 'stepSmall' },
    steps: { type: 'string', default: '30' },
    top: { type: 'string', default: '20' },
    profile: { type: 'boolean', default: false },
    optimizer: { type: 'string', default: 'adam' },
    clip: { type: 'string', default: '0' },
  },
});
process.env.JSSL_BACKEND = 'native';
const { loadEngine } = await fromPackage('engine');
await loadEngine();
const { keyedRandom } = await fromPackage('augment');
const { createEncoder, defaultEncoderConfig } = await fromPackage('resnet');
const { createJaccardMoco } = await fromPackage('trainer', 'jaccard-moco');
const { createLearner, defaultTrainConfig } = await fromPackage('trainer');

const { depth, width = 64, size, batch, queue } = cases[given.case];
const random = keyedRandom(0);
const encoder = createEncoder({ ...defaultEncoderConfig, depth, width }, random);
const settings = {
  ...defaultTrainConfig,
  m: queue,
  batchSize: batch,
  optimizer: /** @type {'adam' | 'adamw' | 'lars' | 'sgd'} */ (given.optimizer),
  clipNorm: Number(given.clip),
};
const learner = createLearner(encoder, createJaccardMoco, { settings, random });
const view = (seed) => tf.randomUniform([batch, size, size, 3], -1, 1, 'float32', seed);
/** @type {import('@jssl/trainer').Views} */
const views = [view(1), view(2)];
const step = () => learner.step(views, { random, learningRate: settings.lr });

const backend = tf.backend();
const { binding } = backend;
/** Processor time so far, in ms. */
function cpuNow() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
// The addon's own object is frozen.
backend.binding = Object.create(binding);
const counts = new Map();
const times = new Map();
let counting = false;
function watch(name, keyOf) {
  const call = binding[name];
  const watched = (...args) => {
    if (!counting) return call.apply(binding, args);
    const key = keyOf(...args);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const began = given.profile ? cpuNow() : 0;
    const result = call.apply(binding, args);
    if (given.profile) times.set(key, (times.get(key) ?? 0) + cpuNow() - began);
    return result;
  };
  Object.defineProperty(backend.binding, name, { value: watched });
}
const others = ['createTensor', 'deleteTensor', 'tensorDataSync'];
watch('executeOp', (name) => name);
for (const name of others) watch(name, () => `(${name})`);

for (let i = 0; i < 5; i++) step();
counting = true;
const counted = 5;
for (let i = 0; i < counted; i++) step();
counting = false;
const rows = [...counts].map(([name, count]) => ({
  name,
  calls: Math.round(count / counted),
  ms: (times.get(name) ?? 0) / counted,
}));
const total = (chosen) => chosen.reduce((sum, { calls }) => sum + calls, 0);
rows.sort((a, b) => (given.profile ? b.ms - a.ms : b.calls - a.calls));
for (const { name, calls, ms } of rows.slice(0, Number(given.top))) {
  console.log(
    `${String(calls).padStart(6)} ${given.profile ? ms.toFixed(2).padStart(8) : ''} ${name}`,
  );
}
const ops = rows.filter(({ name }) => !name.startsWith('('));
console.log(`${total(ops)} ops and ${total(rows) - total(ops)} other calls a step`);

const steps = Number(given.steps);
const walls = [];
const cpuBegan = cpuNow();
for (let i = 0; i < steps; i++) {
  const began = performance.now();
  step();
  walls.push(performance.now() - began);
}
const cpu = cpuNow() - cpuBegan;
walls.sort((a, b) => a - b);
console.log(
  `${(cpu / steps).toFixed(1)} ms of processor time a step; ` +
    `wall: least ${walls[0].toFixed(1)}, median ${walls[steps >> 1].toFixed(1)} ms`,
);
