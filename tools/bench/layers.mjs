/**
 * Times each distinct convolution of an encoder, forward and both gradients, by every route that can compute it:
 * TensorFlow's own kernels (`direct`), Winograd's algorithm with tiles of 2 and 4, and products of windows; `chosen` is
 * what the engine takes. `tileFor` and `windowsPay` of `@jssl/kernels` follow these figures.
 *
 * Usage: node tools/bench/layers.mjs [CASE] [--precision f32] [--rounds 9] [--depth 18] [--width 64] [--size 32] [--batch 64]
 */
import { parseArgs } from 'node:util';

import { fromPackage, tf } from '../measurement/from-package.mjs';
import { machine } from '../measurement/machine.mjs';
import { cases } from './cases.mjs';

const sizes = ['depth', 'width', 'size', 'batch'];
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    precision: { type: 'string', default: 'f32' },
    rounds: { type: 'string', default: '9' },
    ...Object.fromEntries(sizes.map((name) => [name, { type: 'string' }])),
  },
});
const { kind, ...described } = cases[positionals[0] ?? 'step18'];
const [depth, width, size, batch] = sizes.map((name) =>
  Number(flags[name] ?? described[name] ?? 64),
);
/** @type {any} checked by createEncoder */
const architecture = { depth, width };
const { loadEngine, useConvolutionAlgorithm } = await fromPackage('engine');
const engine = await loadEngine({ backend: 'native' });
const { keyedRandom } = await fromPackage('augment');
const { backboneLayers } = await fromPackage('resnet', 'backbone-layers');
const { createEncoder, defaultEncoderConfig } = await fromPackage('resnet');
const { kernelsVersion } = await fromPackage('kernels');
const { RawTensorFlow } = await fromPackage('engine', 'raw-tensorflow');
const { castTo } = await fromPackage('engine', 'elementwise');
const { offerConvolutionKernels } = await fromPackage('engine', 'convolution-algorithm');
const { findInstructionsBy } = await fromPackage('engine', 'bfloat16-instructions');
const { oneDnnFeatures } = await fromPackage('engine', 'one-dnn-features');
const { winograd } = await fromPackage('engine', 'winograd');
const { windowConvolution } = await fromPackage('engine', 'window-convolution');
const { convolution, convolutionFilterGradient, convolutionInputGradient } = await fromPackage(
  'engine',
  'convolution',
);

const raw = RawTensorFlow.of(tf.backend());
const type = flags.precision === 'bf16' ? 'bfloat16' : 'float32';
const random = keyedRandom(0);
const uniform = (shape) => {
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random());
  return castTo(raw, raw.borrow(tf.tensor(values, shape)), type);
};
const { instructionSet } = engine.kernels;

/** Runs `call` with the kernels, and other rules for which shapes they take. */
function withRules(shapes, call) {
  offerConvolutionKernels(instructionSet, undefined, shapes);
  useConvolutionAlgorithm(`winograd ${kernelsVersion}`);
  return call();
}

/** Every route of one direction of a layer, each a function that runs it once. */
function routesOf({ direction, maps, other, filterShape, inputShape, stride, run }) {
  const shapes = { stride, filterShape, inputShape };
  const byTiles = (side) =>
    withRules({ tileFor: () => side, windowsPay: () => false }, () =>
      winograd(raw, direction, maps, other, filterShape),
    );
  const byWindows = () =>
    withRules({ tileFor: () => undefined, windowsPay: () => true }, () => {
      findInstructionsBy(() => []);
      const result = windowConvolution(raw, direction, [maps, other], shapes);
      findInstructionsBy(oneDnnFeatures);
      return result;
    });
  const [kernel, , inChannels, outChannels] = filterShape;
  const hasTiles = kernel === 3 && stride === 1 && inChannels % 16 === 0 && outChannels % 16 === 0;
  return {
    direct: () => {
      useConvolutionAlgorithm('direct');
      return run();
    },
    ...(hasTiles && { 'tile 2': () => byTiles(2), 'tile 4': () => byTiles(4) }),
    windows: byWindows,
    chosen: () => withRules(undefined, run),
  };
}

/** The distinct convolutions of the encoder, as JSON, with how often each occurs. */
function countedConvolutions() {
  const counts = new Map();
  const encoder = createEncoder({ ...defaultEncoderConfig, ...architecture }, random);
  const shapes = [[batch, size, size, 3]];
  for (const layer of backboneLayers(encoder.config)) {
    const inputShape = shapes[layer.input ?? layer.inputs[0]];
    if (layer.op !== 'convolution') {
      shapes.push(inputShape);
      continue;
    }
    const { stride } = layer;
    const { shape: filterShape } = encoder.parameters[layer.filter];
    const [rows, height, across] = inputShape;
    const sides = [height, across].map((side) => Math.ceil(side / stride));
    const outputShape = [rows, ...sides, filterShape[3]];
    shapes.push(outputShape);
    const key = JSON.stringify({ inputShape, filterShape, outputShape, stride });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

process.stdout.write(`${machine()}\n${flags.precision}, ${instructionSet}, least of ms\n`);
const totals = { direct: 0, chosen: 0, best: 0 };
for (const [key, count] of countedConvolutions()) {
  const { inputShape, filterShape, outputShape, stride } = JSON.parse(key);
  const [x, dy, filter] = [inputShape, outputShape, filterShape].map(uniform);
  const directions = {
    forward: { maps: x, other: filter, run: () => convolution(raw, x, filter, stride) },
    ...(kind === 'step' && {
      inputGradient: {
        ...{ maps: dy, other: filter },
        run: () => convolutionInputGradient(raw, dy, filter, inputShape, stride),
      },
      filterGradient: {
        ...{ maps: x, other: dy },
        run: () => convolutionFilterGradient(raw, x, dy, filterShape, stride),
      },
    }),
  };
  for (const [direction, inputs] of Object.entries(directions)) {
    // The images have no gradient.
    if (direction === 'inputGradient' && inputShape[3] === 3) continue;
    const routes = routesOf({ direction, filterShape, inputShape, stride, ...inputs });
    const times = Object.fromEntries(Object.keys(routes).map((name) => [name, Infinity]));
    for (let round = -2; round < Number(flags.rounds); round++) {
      for (const [name, run] of Object.entries(routes)) {
        const started = performance.now();
        run().release();
        if (round >= 0) times[name] = Math.min(times[name], performance.now() - started);
      }
    }
    const { chosen, ...others } = times;
    const best = Math.min(...Object.values(others));
    // The query and the key encoder run forward.
    const weight = count * (direction === 'forward' && kind === 'step' ? 2 : 1);
    totals.direct += weight * others.direct;
    totals.chosen += weight * chosen;
    totals.best += weight * best;
    const figures = Object.entries(times).map(([name, ms]) => `${name} ${ms.toFixed(2)}`);
    process.stdout.write(
      `${count} x ${filterShape[0]}x${filterShape[0]}/${stride} ${inputShape.join('x')} -> ${filterShape[3]} ` +
        `${direction}: ${figures.join(', ')}` +
        `${chosen > 1.1 * best ? `; the best takes ${(best / chosen).toFixed(2)} of that` : ''}\n`,
    );
  }
  for (const tensor of [x, dy, filter]) tensor.release();
}
const sums = Object.entries(totals).map(([name, ms]) => `${name} ${ms.toFixed(0)}`);
process.stdout.write(`all: ${sums.join(', ')} ms\n`);
