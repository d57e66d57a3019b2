/**
 * A convolution and its gradients in float64: one matrix product by Eigen for each position of the kernel,
 * without oneDNN. Each sum comes with the sum of its products' absolute values, which bounds its rounding
 * error.
 */
import { outputSides } from './shapes.mjs';

/** Zeros before and after height and width. */
const around = (height, width) => [[0, 0], height, width, [0, 0]];

/**
 * @param {import('./float64-ops.mjs').Float64Ops} ops
 * @param {import('./shapes.mjs').Shape} shape
 * @param values `x` [N, H, W, C], `filter` [kernel, kernel, C, out] and `dy` [N, H', W', out], Float32Arrays.
 * @returns for each direction the sums, those of absolute values, and of how many products one is.
 */
export function exactConvolution(ops, shape, values) {
  const { kernel, inChannels, outChannels, height, width, rows } = shape;
  const [down, across] = outputSides(shape);
  const given = [
    ops.tensor([rows, height, width, inChannels], values.x),
    ops.tensor([kernel ** 2, inChannels, outChannels], values.filter),
    ops.tensor([rows, down, across, outChannels], values.dy),
  ];
  const absolute = given.map((tensor) => ops.of('Abs', tensor));
  const [sums, magnitudes] = [given, absolute].map(([x, filter, dy]) => ({
    forward: forward(ops, shape, x, filter),
    'input gradient': inputGradient(ops, shape, dy, filter),
    'filter gradient': filterGradient(ops, shape, x, dy),
  }));
  const terms = {
    forward: kernel ** 2 * inChannels,
    'input gradient': kernel ** 2 * outChannels,
    'filter gradient': rows * down * across,
  };
  return Object.fromEntries(
    Object.entries(terms).map(([direction, count]) => [
      direction,
      { sums: sums[direction], magnitudes: magnitudes[direction], terms: count },
    ]),
  );
}

/** Row and column of each place of the kernel. @returns {[number, number][]} */
const taps = (kernel) =>
  Array.from({ length: kernel ** 2 }, (_, at) => [Math.floor(at / kernel), at % kernel]);

/** From the first to the last of so many pixels that are `stride` apart. */
const span = (count, stride) => (count - 1) * stride + 1;

/** The pixels [N · H' · W', C] of padded images that one place of the kernel sees. */
function seen(ops, shape, padded, [i, j]) {
  const { stride, inChannels, rows } = shape;
  const [down, across] = outputSides(shape);
  const end = [rows, i + span(down, stride), j + span(across, stride), inChannels];
  const pixels = ops.slice(padded, [0, i, j, 0], end, [1, stride, stride, 1]);
  return ops.reshape(pixels, [rows * down * across, inChannels]);
}

/** The weights [C, out] at one place of the kernel. */
function weightsAt(ops, { inChannels, outChannels }, filter, at) {
  const weights = ops.slice(filter, [at, 0, 0], [at + 1, inChannels, outChannels]);
  return ops.reshape(weights, [inChannels, outChannels]);
}

function sumOverTaps(ops, { kernel }, termOf) {
  return taps(kernel).reduce(
    (sum, tap, at) =>
      ops.tidy(() => (sum ? ops.of('AddV2', sum, termOf(tap, at)) : termOf(tap, at))),
    undefined,
  );
}

function padImages(ops, { kernel }, x) {
  const side = (kernel - 1) / 2;
  return ops.pad(x, around([side, side], [side, side]));
}

function forward(ops, shape, x, filter) {
  const padded = padImages(ops, shape, x);
  return sumOverTaps(ops, shape, (tap, at) =>
    ops.product(seen(ops, shape, padded, tap), weightsAt(ops, shape, filter, at)),
  );
}

function inputGradient(ops, shape, dy, filter) {
  const { kernel, stride, outChannels, height, width, rows } = shape;
  const [down, across] = outputSides(shape);
  const before = (kernel - 1) / 2;
  // With stride - 1 zeros between the pixels of dy a convolution of stride 1 remains.
  const padded = ops.tidy(() => {
    const apart = [0, stride - 1];
    const none = [0, 0];
    const parted = ops.pad(ops.reshape(dy, [rows, down, 1, across, 1, outChannels]), [
      ...[none, none, apart],
      ...[none, apart, none],
    ]);
    const [tall, wide] = [span(down, stride), span(across, stride)];
    const spread = ops.reshape(parted, [rows, down * stride, across * stride, outChannels]);
    const cut = ops.slice(spread, [0, 0, 0, 0], [rows, tall, wide, outChannels]);
    return ops.pad(cut, around([before, height + before - tall], [before, width + before - wide]));
  });
  return sumOverTaps(ops, shape, ([i, j], at) => {
    const [top, left] = [kernel - 1 - i, kernel - 1 - j];
    const end = [rows, top + height, left + width, outChannels];
    const slopes = ops.reshape(ops.slice(padded, [0, top, left, 0], end), [-1, outChannels]);
    return ops.product(slopes, weightsAt(ops, shape, filter, at), 'b');
  });
}

function filterGradient(ops, shape, x, dy) {
  const padded = padImages(ops, shape, x);
  const slopes = ops.reshape(dy, [-1, shape.outChannels]);
  return ops.stack(
    taps(shape.kernel).map((tap) =>
      ops.tidy(() => ops.product(seen(ops, shape, padded, tap), slopes, 'a')),
    ),
  );
}
