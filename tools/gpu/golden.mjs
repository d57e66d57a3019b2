/**
 * Compares the loaded engine with the golden vectors, without jest, and prints a line of JSON for each comparison.
 *
 * Usage: node tools/gpu/golden.mjs tests | tf32 | bf16 [--only TEXT]
 * `tests`: the tests of the golden vectors, in float32: `{ name, milliseconds, error? }`.
 * `tf32`, `bf16`: how far the encoders are off, `{ name, off, tolerance, passed }` with a number for each quantity. The
 * tolerance is three times that of PyTorch with inputs rounded alike (`npm run golden:rounding`).
 * `--only` takes the cases with this text in their names.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { fromPackage, tf } from '../measurement/from-package.mjs';
import { ofEncoder } from '../testing/encoder-differences.mjs';

const FACTOR = 3;

const { positionals, values: given } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' } },
});
const [mode = 'tests'] = positionals;
process.env.JSSL_TF32 = mode === 'tests' ? 'off' : 'on';
process.env.JSSL_GOLDEN ??= fileURLToPath(new URL('../testing/vectors', import.meta.url));

const { loadEngine, useConvolutionAlgorithm } = await fromPackage('engine');
await loadEngine();
const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

if (mode === 'tests') await runTests();
else await compareEncoders(mode === 'bf16' ? 'bf16' : 'f32');

async function runTests() {
  // In a checkout the tests are bundled as they are now; the kit brings them.
  if (existsSync(new URL('bundle-golden.mjs', import.meta.url))) {
    await (await import('./bundle-golden.mjs')).bundleGolden();
  }
  // For useConvolutions of tools/testing.
  Object.assign(globalThis, { useConvolutionAlgorithm });
  const suite = new URL('dist/golden-suite.mjs', import.meta.url);
  const { runTests: run, testNames } = await import(suite.href);
  const leaveOut = testNames().filter((name) => !name.includes(given.only));
  await run(inScope, leaveOut, print);
}

/** Runs a test and disposes the tensors and variables that it leaves. */
async function inScope(run) {
  tf.engine().startScope();
  try {
    await run();
  } finally {
    tf.engine().endScope();
    tf.disposeVariables();
  }
}

async function compareEncoders(precision) {
  const tolerances = JSON.parse(readFileSync(new URL('rounding.json', import.meta.url), 'utf8'));
  const { readGolden } = await import('../testing/dist/golden.js');
  const golden = readGolden('encoder');
  for (const one of golden.cases.filter(({ arch }) => arch.includes(given.only))) {
    const actual = await valuesOf(one, golden.salt, precision);
    const off = Object.fromEntries(ofEncoder(actual, one));
    const tolerance = Object.fromEntries(
      Object.entries(tolerances[mode][one.arch]).map(([name, value]) => [name, FACTOR * value]),
    );
    const passed = Object.entries(off).every(([name, value]) => value < tolerance[name]);
    print({ name: `${one.arch} in ${mode}`, off, tolerance, passed });
  }
}

/** What `encoder.json` has of a case, computed here. */
async function valuesOf(one, salt, precision) {
  const { fill, goldenParameter, transpose } = await import('../testing/dist/golden.js');
  const { createEncoder, defaultEncoderConfig, encode, loadStateDict, stateDict } =
    await fromPackage('resnet');
  const { updateMovingStatistics } = await fromPackage('resnet', 'update-moving-statistics');
  const depth = one.arch === 'resnet18' ? 18 : 50;
  const encoder = createEncoder({ ...defaultEncoderConfig, depth }, () => 0.5);
  const stored = Object.entries(stateDict(encoder)).map(([name, { shape }]) => [
    name,
    { shape, data: goldenParameter(salt, name, shape) },
  ]);
  loadStateDict(encoder, Object.fromEntries(stored));
  const [n, c, h, w] = one.input.shape_nchw;
  const pixels = fill(salt, one.input.name, one.input.shape_nchw, one.input.scale);
  const rows = Float32Array.from(transpose(pixels, [n, c, h, w], [0, 2, 3, 1]));
  const images = tf.tensor4d(rows, [n, h, w, c]);
  const outputsOf = ({ feature, p, n: negative, rawFeature }) => ({
    feature_8: feature.arraySync().map((row) => row.slice(0, 8)),
    p_8: p.arraySync().map((row) => row.slice(0, 8)),
    n_8: negative.arraySync().map((row) => row.slice(0, 8)),
    raw_feature_norm: [...tf.norm(rawFeature, 2, 1).dataSync()],
  });
  let train;
  let statistics;
  const { value, grads } = tf.variableGrads(() => {
    const encoding = encode(encoder, images, { training: true, precision });
    train = outputsOf(encoding);
    statistics = encoding.batchStatistics;
    Object.values(statistics).forEach((tensor) => tf.keep(tensor));
    const weighted = (tensor, name) => {
      const weights = Float32Array.from(fill(salt, `${one.arch}.${name}`, tensor.shape));
      return tf.sum(tf.mul(tensor, tf.tensor(weights, tensor.shape)));
    };
    const { feature, p, n: negative } = encoding;
    return /** @type {any} */ (
      tf.addN([weighted(feature, 'wf'), weighted(p, 'wp'), weighted(negative, 'wn')])
    );
  }, Object.values(encoder.parameters));
  const norms = Object.entries(encoder.parameters).map(([name, variable]) => [
    name,
    tf.norm(grads[variable.name]).dataSync()[0],
  ]);
  updateMovingStatistics(encoder, statistics);
  const evaluated = encode(encoder, images, { training: false, precision });
  return {
    train: { ...train, loss: value.dataSync()[0], grad_norms: Object.fromEntries(norms) },
    eval_after_one_train_forward: outputsOf(evaluated),
  };
}
