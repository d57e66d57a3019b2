/**
 * Takes the routes of a GPU on the CPU, and compares each call with the kernels that TensorFlow's GPU build has
 * (`kernels.json`): whether the op has one for these types, and whether it reads on the host what is on the device,
 * which would wait for the GPU. tfjs's addon puts int32 values on the host and all others on the device.
 *
 * Where this processor lacks bfloat16, its calls compute in float32.
 *
 * Usage: node tools/gpu/recorded-calls.mjs
 * Prints JSON: `problems`; `steps`, with the numbers of ops, of tensors copied to the device, and of tensors read back
 * in the third step of each case, and the loss of that step by these routes and by those of the CPU.
 */
import { readFileSync } from 'node:fs';

import { fromPackage, tf } from '../measurement/from-package.mjs';

Object.assign(process.env, { JSSL_BACKEND: 'native', JSSL_CONVOLUTION: 'direct' });
// oneDNN's kernel for a gradient that GPUs compute breaks the heap.
process.env.TF_ENABLE_ONEDNN_OPTS = '0';

const [FLOAT, INT32, BFLOAT16] = [1, 3, 14];
const typeNames = { [FLOAT]: 'float32', [INT32]: 'int32', 10: 'bool', [BFLOAT16]: 'bfloat16' };
const known = JSON.parse(readFileSync(new URL('kernels.json', import.meta.url), 'utf8'));

const { loadEngine } = await fromPackage('engine');
await loadEngine();
const backend = /** @type {any} */ (tf.backend());
const problems = new Set();
const counts = { ops: 0, uploads: 0, reads: 0 };
/** The memory that holds each tensor. */
const places = new Map();
const { binding } = backend;

/** Each argument of an op, as often as it is a list. */
const spread = (argumentsOf, values) =>
  argumentsOf.flatMap(([name, type, number]) =>
    new Array(number ? values[number] : 1).fill({ name, type }),
  );

/** The types that attributes name. */
const typesIn = (attributes) =>
  Object.fromEntries(
    attributes
      .filter(({ type }) => type === binding.TF_ATTR_TYPE)
      .map(({ name, value }) => [name, typeNames[value] ?? `type ${value}`]),
  );

/** The kernel that a GPU would run, and what an op's arguments are. */
function kernelOf(op, attributes) {
  const types = typesIn(attributes);
  const called = `${op}(${Object.entries(types).map(([name, type]) => `${name}: ${type}`)})`;
  const { inputs, outputs, kernels } = known[op] ?? { inputs: [], outputs: [], kernels: [] };
  const kernel = kernels.find((one) =>
    Object.entries(one.types).every(([name, allowed]) =>
      allowed.includes(types[name] ?? allowed[0]),
    ),
  );
  if (!kernel) problems.add(`${called} has no kernel for GPUs`);
  const values = Object.fromEntries(attributes.map(({ name, value }) => [name, value]));
  return {
    called,
    types,
    host: kernel?.host ?? [],
    inputs: spread(inputs, values),
    outputs: spread(outputs, values),
  };
}

function executeOp(op, attributes, ids, outputCount) {
  counts.ops++;
  const { called, types, host, inputs, outputs } = kernelOf(op, attributes);
  ids.forEach((id, at) => {
    const { name, type } = inputs[at] ?? {};
    if (name === undefined || type === 'resource') return;
    const place = places.get(id);
    if (host.includes(name) && place === 'device') {
      problems.add(`${called} reads ${name} on the host, but it is on the device`);
    }
    if (!host.includes(name) && place === 'host') counts.uploads++;
  });
  const computed = attributes.map((attribute) =>
    attribute.type === binding.TF_ATTR_TYPE && attribute.value === BFLOAT16
      ? { ...attribute, value: FLOAT }
      : attribute,
  );
  const results = binding.executeOp(op, computed, ids, outputCount);
  results.forEach((result, at) => {
    const { name, type } = outputs[at] ?? {};
    places.set(result.id, host.includes(name) ? 'host' : 'device');
    if (types[type] === 'bfloat16') result.dtype = BFLOAT16;
  });
  return results;
}

function createTensor(shape, dtype, values) {
  if (dtype !== INT32) counts.uploads++;
  const id = binding.createTensor(shape, dtype, values);
  places.set(id, dtype === INT32 ? 'host' : 'device');
  return id;
}

function tensorDataSync(id) {
  counts.reads++;
  return binding.tensorDataSync(id);
}

backend.binding = Object.create(
  binding,
  Object.fromEntries(
    Object.entries({ executeOp, createTensor, tensorDataSync }).map(([name, value]) => [
      name,
      { value },
    ]),
  ),
);

const { keyedRandom, defaultViewOptions } = await fromPackage('augment');
const { createEncoder, defaultEncoderConfig, encodeFeature } = await fromPackage('resnet');
const { createLearner, defaultTrainConfig } = await fromPackage('trainer');
const { builtInMethods } = await fromPackage('trainer', 'built-in-methods');
const { viewPair } = await fromPackage('features');
const { knnAccuracy } = await fromPackage('eval');

const SIDE = 32;
const BATCH = 8;
const allViews = {
  ...defaultViewOptions,
  ...{ size: SIDE, blurProbability: 1, solarizeProbability: 1, grayscaleProbability: 0.5 },
};
const batch = {
  indices: Int32Array.from({ length: BATCH }, (_, at) => at),
  pixels: Uint8Array.from({ length: BATCH * SIDE * SIDE * 3 }, (_, at) => (at * at) % 251),
};
const shape = { height: SIDE, width: SIDE, channels: 3 };

/**
 * Steps of a method, then the features of its encoder; and what the last step called.
 * @param {Partial<import('@jssl/trainer').TrainConfig> & { depth?: import('@jssl/resnet').Depth,
 *   precision?: import('@jssl/engine').Precision }} settings
 */
async function run({ depth = 18, method = 'jaccard-moco', precision = 'f32', ...changes }) {
  const random = keyedRandom(0);
  const encoder = createEncoder({ ...defaultEncoderConfig, depth, width: 4 }, random);
  const settings = { ...defaultTrainConfig, m: 16, batchSize: BATCH, ...changes };
  const learner = createLearner(encoder, builtInMethods[method], {
    ...{ settings, precision, random },
  });
  let called;
  let loss;
  for (let step = 1; step <= 3; step++) {
    const views = viewPair(batch, { data: shape, views: allViews, seed: 0, epoch: step });
    const before = { ...counts };
    ({ loss } = learner.step(views, { random, learningRate: 1e-3 }).losses);
    called = Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [name, count - before[name]]),
    );
    if (step === 3) {
      const { feature } = encodeFeature(encoder, views[0]);
      const labels = batch.indices.map((at) => at % 2);
      const inputs = { bank: feature, labels, queries: feature, targets: labels };
      await knnAccuracy(inputs, { k: 2, classes: 2, temperature: 0.1 });
    }
    tf.dispose(views);
  }
  learner.dispose();
  return { ...called, loss };
}

/** @type {Parameters<typeof run>[0][]} */
const cases = [
  { depth: 50 },
  { depth: 50, precision: 'bf16' },
  { method: 'moco', optimizer: 'sgd', clipNorm: 1 },
  { method: 'jaccard-simclr', optimizer: 'adamw', weightDecay: 0.01, bnSplits: 2 },
  { method: 'simclr', precision: 'bf16', optimizer: 'lars', accumulate: 2 },
  { symmetric: true, stem: 'imagenet' },
];
backend.isUsingGpuDevice = true;
(await fromPackage('engine', 'flat-updates')).registerFlatUpdates();
const steps = [];
for (const one of cases) steps.push({ ...one, ...(await run(one)) });
const found = [...problems].sort();

backend.isUsingGpuDevice = false;
tf.unregisterKernel('JsslUpdateTogether', 'tensorflow');
for (const [at, one] of cases.entries()) steps[at].lossOnCpu = (await run(one)).loss;
console.log(JSON.stringify({ problems: found, steps }, null, 2));
