/**
 * Counts the calls of a training step into TensorFlow and what is copied between the host and the device, with the
 * time that the host spends in each; prints JSON. The times of ops are those of issuing them, for a GPU computes them
 * later; waiting for it is in `tensorDataSync`.
 *
 * Usage: node tools/gpu/profile.mjs CASE_JSON [PRECISION]   (a case of kind step, as in tools/bench/cases.mjs)
 */
import { fromPackage, tf } from '../measurement/from-package.mjs';

const [definition = '{}', precision = 'f32'] = process.argv.slice(2);
const { depth, width = 64, size, batch, queue, repeat = 5 } = JSON.parse(definition);
const INT32 = 3;

const { loadEngine } = await fromPackage('engine');
await loadEngine();
const { keyedRandom } = await fromPackage('augment');
const { createEncoder, defaultEncoderConfig } = await fromPackage('resnet');
const { createLearner, defaultTrainConfig } = await fromPackage('trainer');
const { createJaccardMoco } = await fromPackage('trainer', 'jaccard-moco');
const random = keyedRandom(0);
const encoder = createEncoder({ ...defaultEncoderConfig, depth, width }, random);
const settings = { ...defaultTrainConfig, m: queue, batchSize: batch };
const chosen = precision === 'bf16' ? 'bf16' : 'f32';
const learner = createLearner(encoder, createJaccardMoco, {
  ...{ settings, precision: chosen, random },
});
const view = (seed) => tf.randomUniform([batch, size, size, 3], -1, 1, 'float32', seed);
/** @type {import('@jssl/trainer').Views} */
const views = [/** @type {any} */ (view(1)), /** @type {any} */ (view(2))];
const step = () => learner.step(views, { random, learningRate: settings.lr });

const firstSteps = [0, 1, 2].map(() => {
  const began = performance.now();
  step();
  return Number((performance.now() - began).toFixed(1));
});

const backend = /** @type {any} */ (tf.backend());
const { binding } = backend;
const called = {};
const copies = { uploads: 0, uploadedBytes: 0, reads: 0, readBytes: 0 };
/** @param {(result: any, args: any[]) => void} note takes what was called and what it returned. */
function watch(name, keyOf, note = () => undefined) {
  const value = (...args) => {
    const began = performance.now();
    const result = binding[name](...args);
    const row = (called[keyOf(args)] ??= { calls: 0, ms: 0 });
    row.calls++;
    row.ms += performance.now() - began;
    note(result, args);
    return result;
  };
  Object.defineProperty(backend.binding, name, { value });
}
// The addon's own object is frozen.
backend.binding = Object.create(binding);
watch('executeOp', ([op]) => op);
watch('deleteTensor', () => '(deleteTensor)');
watch(
  'createTensor',
  ([, type]) => `(createTensor, ${type === INT32 ? 'on the host' : 'copied'})`,
  (_, [, type, values]) => {
    if (type === INT32) return;
    copies.uploads++;
    copies.uploadedBytes += values.byteLength ?? 4 * values.length;
  },
);
watch(
  'tensorDataSync',
  () => '(tensorDataSync)',
  (values) => {
    copies.reads++;
    copies.readBytes += values.byteLength;
  },
);
const began = performance.now();
for (let i = 0; i < repeat; i++) step();
const ms = (performance.now() - began) / repeat;

const digits = (value) => Number(value.toFixed(2));
const rows = Object.entries(called).map(([name, row]) => ({
  ...{ name, calls: row.calls / repeat, ms: digits(row.ms / repeat) },
}));
rows.sort((a, b) => b.ms - a.ms);
const inCalls = rows.reduce((sum, row) => sum + row.ms, 0);
console.log(
  JSON.stringify({
    firstSteps,
    msPerStep: digits(ms),
    // The rest is JavaScript.
    msInCalls: digits(inCalls),
    copiesPerStep: Object.fromEntries(
      Object.entries(copies).map(([name, count]) => [name, count / repeat]),
    ),
    ops: rows.filter(({ name }) => !name.startsWith('(')).reduce((sum, row) => sum + row.calls, 0),
    rows,
  }),
);
