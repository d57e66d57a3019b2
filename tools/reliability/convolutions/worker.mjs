/**
 * Compares the convolutions that its parent sends with float64 and answers each. A process of its own:
 * TensorFlow reads its environment once, and what writes past the end of a buffer ends this process alone.
 *
 * Usage: fork(…, [BACKEND]): native or wasm. Each message names the precision, f32 or bf16.
 */
import { fromPackage, tf } from '../../measurement/from-package.mjs';
import { Float64Ops } from './float64-ops.mjs';
import { exactConvolution } from './reference.mjs';
import { generator, outputSides } from './shapes.mjs';
import { winogradBound } from './winograd-bound.mjs';

const [backend] = process.argv.slice(2);
/** That of the convolution at hand. */
let precision = 'f32';
const { loadEngine } = await fromPackage('engine');
const { RawTensorFlow } = await fromPackage('engine', 'raw-tensorflow');
const { castTo } = await fromPackage('engine', 'elementwise');
const fused = await fromPackage('engine', 'convolution');
const composed = await fromPackage('resnet', 'convolution');
const { winogradTile } = await fromPackage('engine', 'convolution-algorithm');

await loadEngine({ backend: 'native' });
const native = tf.backend();
const raw = RawTensorFlow.of(native);
const ops = new Float64Ops(native.binding);
if (backend === 'wasm') {
  const { prepareWasm } = await fromPackage('engine', 'prepare-wasm');
  prepareWasm();
  await tf.setBackend('wasm');
}

const directions = ['forward', 'input gradient', 'filter gradient'];

/** Numbers in [-1, 1), which bfloat16 holds as well if they are for it. */
function numbers(size, random) {
  const values = Float32Array.from({ length: size }, () => 2 * random() - 1);
  if (precision !== 'bf16') return values;
  const bits = new Uint32Array(values.buffer);
  bits.forEach((pattern, at) => (bits[at] = pattern & 0xffff0000));
  return values;
}

/** Forward, input gradient and filter gradient by what encoders are composed of where no kernel is fused. */
function byOperations(shape, x, filter, dy) {
  const convolve = (images, weights) => composed.convolution(images, weights, shape.stride);
  return [convolve(x, filter), ...tf.grads(convolve)([x, filter], dy)];
}

/** The same by tf.conv2d itself, where an encoder does not call it so: a 1x1 kernel with a stride. */
function byConv2d(shape, x, filter, dy) {
  const convolve = (images, weights) => tf.conv2d(images, weights, shape.stride, 'valid');
  return [convolve(x, filter), ...tf.grads(convolve)([x, filter], dy)];
}

/** The same by what the fused backbone runs. */
function byBackbone({ stride }, ...tensors) {
  const type = precision === 'bf16' ? 'bfloat16' : 'float32';
  const [x, filter, dy] = tensors.map((tensor) => castTo(raw, raw.borrow(tensor), type));
  const results = [
    fused.convolution(raw, x, filter, stride),
    fused.convolutionInputGradient(raw, dy, filter, x.shape, stride),
    fused.convolutionFilterGradient(raw, x, dy, filter.shape, stride),
  ].map((result) => raw.give(castTo(raw, result, 'float32')));
  for (const tensor of [x, filter, dy]) tensor.release();
  return results;
}

/** A tensor of any backend as the native one's float64. */
function asFloat64(tensor) {
  if (backend === 'native') return ops.fromFloat32({ id: raw.idOf(tensor) });
  return ops.tensor(tensor.shape, tensor.dataSync());
}

/**
 * The largest error in units of what rounding may do. A sum of n products in float32, in whatever order,
 * fused or not, is off by at most n · u / (1 − n · u) of the sum of their absolute values, u = 2^-24
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1). A result in bfloat16 is
 * rounded once more, by at most 2^-8 of itself. By Winograd's algorithm `terms` and `magnitudes` are other
 * ones; see `winograd-bound.mjs`.
 */
function errorOf(actual, { sums, magnitudes, terms }) {
  const size = sums.shape.reduce((product, length) => product * length, 1);
  if (actual.size !== size) return Infinity;
  const u = terms * 2 ** -24;
  const last = precision === 'bf16' ? 2 ** -8 : 0;
  const values = ops.reshape(asFloat64(actual), sums.shape);
  const difference = ops.of('Abs', ops.of('Sub', values, sums));
  const summing = ops.of('Mul', magnitudes, ops.scalar((u / (1 - u)) * (1 + last)));
  const rounding = ops.of('Mul', ops.of('Abs', sums), ops.scalar(last));
  // So that 0 of 0 is no error.
  const allowed = ops.of('AddV2', ops.of('AddV2', summing, rounding), ops.scalar(1e-30));
  return ops.largest(ops.of('RealDiv', difference, allowed));
}

/** The tiles of a convolution that the kernels of @jssl/kernels compute. */
function tileOf({ kernel, stride, ...shape }, direction) {
  if (backend !== 'native' || kernel !== 3 || stride !== 1) return undefined;
  const [first, second = ''] = direction.split(' ');
  const named = `${first}${second.replace('g', 'G')}`;
  return winogradTile({ ...shape, direction: named });
}

function compare(shape, seed) {
  const { kernel, inChannels, outChannels, height, width, rows } = shape;
  const random = generator(seed);
  const shapes = {
    x: [rows, height, width, inChannels],
    filter: [kernel, kernel, inChannels, outChannels],
    dy: [rows, ...outputSides(shape), outChannels],
  };
  const values = {};
  for (const [name, lengths] of Object.entries(shapes)) {
    values[name] = numbers(
      lengths.reduce((product, length) => product * length, 1),
      random,
    );
  }
  const exact = exactConvolution(ops, shape, values);
  for (const direction of directions) {
    const tile = tileOf(shape, direction);
    if (!tile) continue;
    exact[direction] = {
      ...exact[direction],
      ...winogradBound(ops, shape, values, direction, tile),
    };
  }
  const routes = {
    ...(precision === 'f32' && { operations: byOperations }),
    ...(precision === 'f32' && kernel === 1 && shape.stride > 1 && { conv2d: byConv2d }),
    ...(backend === 'native' && { backbone: byBackbone }),
  };
  const errors = tf.tidy(() => {
    const given = Object.entries(shapes).map(([name, lengths]) => tf.tensor(values[name], lengths));
    return Object.entries(routes).flatMap(([route, run]) => {
      const results = run(shape, ...given);
      return directions.map((direction, at) => ({
        route,
        direction,
        error: ops.tidy(() => errorOf(results[at], exact[direction])),
      }));
    });
  });
  ops.free();
  return errors;
}

process.on('message', ({ shape, seed, precision: asked }) => {
  precision = asked;
  process.send({ errors: compare(shape, seed) });
});
