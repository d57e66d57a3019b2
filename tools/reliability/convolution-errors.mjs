/**
 * `npm run convolutions:errors`: how far TensorFlow's own convolutions and those of @jssl/kernels are from
 * float64, relative to the result's length, for the 3x3 layers of ResNet-18 in the golden vectors and in
 * training; and their ratio, from which the golden tolerances for Winograd's algorithm follow
 * (tools/testing/src/golden-tolerances.ts).
 */
import { fromPackage, tf } from '../measurement/from-package.mjs';
import { Float64Ops } from './convolutions/float64-ops.mjs';
import { exactConvolution } from './convolutions/reference.mjs';
import { generator } from './convolutions/shapes.mjs';

const { loadEngine, useConvolutionAlgorithm } = await fromPackage('engine');
const { kernels } = await loadEngine({ backend: 'native' });
if (!kernels) throw new Error('convolutions:errors: the engine has no kernels');
const { RawTensorFlow } = await fromPackage('engine', 'raw-tensorflow');
const ops = new Float64Ops(tf.backend().binding);
const raw = RawTensorFlow.of(tf.backend());

const layers = [4, 16].flatMap((rows) =>
  [
    [32, 64],
    [16, 128],
    [8, 256],
    [4, 512],
  ].map(([side, channels]) => ({
    ...{ kernel: 3, stride: 1, inChannels: channels, outChannels: channels },
    ...{ height: side, width: side, rows },
  })),
);
const directions = ['forward', 'input gradient', 'filter gradient'];

/** Normally distributed numbers. */
function normal(size, random) {
  return Float32Array.from({ length: size }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
}

const product = (lengths) => lengths.reduce((size, length) => size * length, 1);
const lengthOf = (x) => {
  const squares = ops.reshape(ops.of('Mul', x, x), [1, product(x.shape)]);
  const ones = ops.tensor([product(x.shape), 1], new Float32Array(product(x.shape)).fill(1));
  return Math.sqrt(ops.largest(ops.product(squares, ones)));
};

/** Sums of squared errors, direct and Winograd's. */
const squares = [0, 0];
const ratios = Object.fromEntries(directions.map((direction) => [direction, 0]));
process.stdout.write('| layer | direction | direct | Winograd | ratio |\n|---|---|---|---|---|\n');
for (const shape of layers) {
  const { height, width, rows, inChannels, outChannels } = shape;
  const random = generator(1);
  const lengths = {
    x: [rows, height, width, inChannels],
    filter: [3, 3, inChannels, outChannels],
    dy: [rows, height, width, outChannels],
  };
  const values = Object.fromEntries(
    Object.entries(lengths).map(([name, one]) => [name, normal(product(one), random)]),
  );
  const exact = exactConvolution(ops, shape, values);
  const errors = ['direct', undefined].map((algorithm) => {
    useConvolutionAlgorithm(algorithm);
    return tf.tidy(() => {
      const [x, filter, dy] = Object.entries(lengths).map(([name, one]) =>
        tf.tensor(values[name], one),
      );
      const convolve = (images, weights) => tf.conv2d(images, weights, 1, 'same');
      return [convolve(x, filter), ...tf.grads(convolve)([x, filter], dy)].map((result, at) =>
        ops.tidy(() => {
          const { sums } = exact[directions[at]];
          const actual = ops.reshape(ops.fromFloat32({ id: raw.idOf(result) }), sums.shape);
          return { value: lengthOf(ops.of('Sub', actual, sums)) / lengthOf(sums) };
        }),
      );
    });
  });
  ops.free();
  directions.forEach((direction, at) => {
    const [direct, winograd] = errors.map((list) => list[at].value);
    const ratio = winograd / direct;
    squares[0] += direct ** 2;
    squares[1] += winograd ** 2;
    ratios[direction] = Math.max(ratios[direction], ratio);
    const cells = [direct, winograd].map((one) => one.toExponential(1));
    const layer = `${rows} x ${height}x${width} ${inChannels}`;
    process.stdout.write(`| ${[layer, direction, ...cells, ratio.toFixed(2)].join(' | ')} |\n`);
  });
}
const ratio = Math.sqrt(squares[1] / squares[0]);
process.stdout.write(`all errors together, which add up in squares: ${ratio.toFixed(2)}\n`);
const worst = Object.entries(ratios).map(([name, ratio]) => `${name} ${ratio.toFixed(2)}`);
process.stdout.write(`largest ratios with ${kernels.instructionSet}: ${worst.join(', ')}\n`);
