/**
 * A bound for the rounding error of a convolution by F(m x m, 3x3). Each of its sums goes through transforms
 * whose coefficients are larger than 1 and cancel, so that the sum of the products' absolute values is no
 * bound; the same algorithm with the absolute values of all numbers and coefficients gives one (Barabasz,
 * Anderson, Soodhalter and Gregg, Error Analysis and Improving the Accuracy of Winograd Convolution for Deep
 * Neural Networks, 2020, theorem 1).
 */

/** The roundings of a number on its way through the transforms in two dimensions, at most. */
const TRANSFORM_ROUNDINGS = 32;

/** Absolute values of the transforms' coefficients, as `tile-transforms.h` has them. */
function coefficients(m) {
  if (m === 2) {
    return {
      input: [
        [1, 0, 1, 0],
        [0, 1, 1, 0],
        [0, 1, 1, 0],
        [0, 1, 0, 1],
      ],
      filter: [
        [1, 0, 0],
        [0.5, 0.5, 0.5],
        [0.5, 0.5, 0.5],
        [0, 0, 1],
      ],
      output: [
        [1, 1, 1, 0],
        [0, 1, 1, 1],
      ],
    };
  }
  const [a, b] = [Math.SQRT1_2, Math.SQRT2];
  const [atA, atB] = [1 / (2 * a ** 2 * (b ** 2 - a ** 2)), 1 / (2 * b ** 2 * (b ** 2 - a ** 2))];
  const ofInput = (point, other) => [0, point * other ** 2, other ** 2, point, 1, 0];
  const ofFilter = (point, scale) => [scale, scale * point, scale * point ** 2];
  const both = a ** 2 + b ** 2;
  return {
    input: [
      [1, 0, both, 0, 1, 0],
      ...[ofInput(a, b), ofInput(a, b), ofInput(b, a), ofInput(b, a)],
      [0, 1, 0, both, 0, 1],
    ],
    filter: [
      [1, 0, 0],
      ...[ofFilter(a, atA), ofFilter(a, atA), ofFilter(b, atB), ofFilter(b, atB)],
      [0, 0, 1],
    ],
    output: [0, 1, 2, 3].map((power) => [
      power === 0 ? 1 : 0,
      ...[a ** power, a ** power, b ** power, b ** power],
      power === 3 ? 1 : 0,
    ]),
  };
}

const transposed = (matrix) => matrix[0].map((_, at) => matrix.map((row) => row[at]));

/** A one-dimensional transform in both dimensions: of all N² positions at once. */
const inBoth = (matrix) =>
  matrix.flatMap((left) =>
    matrix.map((right) => left.flatMap((one) => right.map((other) => one * other))),
  );

/**
 * The bound of a 3x3 convolution of stride 1.
 * @param {import('./float64-ops.mjs').Float64Ops} ops
 * @param {import('./shapes.mjs').Shape} shape
 * @param values `x`, `filter` and `dy`, Float32Arrays.
 * @param {string} direction forward, input gradient or filter gradient.
 * @param {2 | 4} m the side of a tile.
 * @returns magnitudes in the shape of the exact sums, and how many roundings each has.
 */
export function winogradBound(ops, shape, values, direction, m) {
  const { inChannels, outChannels, height, width, rows } = shape;
  const { input, filter, output } = coefficients(m);
  const [down, across] = [Math.ceil(height / m), Math.ceil(width / m)];
  const tiles = rows * down * across;
  const absolute = (lengths, of) => ops.of('Abs', ops.tensor(lengths, of));
  const x = absolute([rows, height, width, inChannels], values.x);
  const dy = absolute([rows, height, width, outChannels], values.dy);
  const weights = absolute([9, inChannels, outChannels], values.filter);

  const transform = (matrix, positions) => {
    const rowsOf = inBoth(matrix);
    const left = ops.tensor([rowsOf.length, rowsOf[0].length], Float32Array.from(rowsOf.flat()));
    return ops.product(left, positions);
  };
  /** The pixels of maps at each place of a tile with `border` pixels around it: [places², tiles · C]. */
  const tilesOf = (maps, channels, border) => {
    const places = m + 2 * border;
    const after = (count, size) => [border, count * m + border - size];
    const padded = ops.pad(maps, [[0, 0], after(down, height), after(across, width), [0, 0]]);
    const last = (count, at) => at + (count - 1) * m + 1;
    return ops.stack(
      Array.from({ length: places ** 2 }, (_, at) => {
        const [i, j] = [Math.floor(at / places), at % places];
        const end = [rows, last(down, i), last(across, j), channels];
        const pixels = ops.slice(padded, [0, i, j, 0], end, [1, m, m, 1]);
        return ops.reshape(pixels, [tiles * channels]);
      }),
    );
  };
  /** Row `at` of a stack as a matrix of a number of columns. */
  const matrixAt = (stack, at, length, columns) =>
    ops.reshape(ops.slice(stack, [at, 0], [at + 1, length * columns]), [length, columns]);
  const positions = (m + 2) ** 2;

  if (direction === 'filter gradient') {
    const seen = transform(input, tilesOf(x, inChannels, 1));
    const slopes = transform(transposed(output), tilesOf(dy, outChannels, 0));
    const sums = Array.from({ length: positions }, (_, at) => {
      const left = matrixAt(seen, at, tiles, inChannels);
      const sum = ops.product(left, matrixAt(slopes, at, tiles, outChannels), 'a');
      return ops.reshape(sum, [inChannels * outChannels]);
    });
    const magnitudes = transform(transposed(filter), ops.stack(sums));
    return {
      magnitudes: ops.reshape(magnitudes, [9, inChannels, outChannels]),
      terms: tiles + TRANSFORM_ROUNDINGS,
    };
  }
  const isForward = direction === 'forward';
  const [maps, from, to] = isForward ? [x, inChannels, outChannels] : [dy, outChannels, inChannels];
  const seen = transform(input, tilesOf(maps, from, 1));
  const turned = () => ops.transpose(ops.reverse(weights, 0), [0, 2, 1]);
  const taps = ops.reshape(isForward ? weights : turned(), [9, from * to]);
  const filters = transform(filter, taps);
  const products = Array.from({ length: positions }, (_, at) => {
    const left = matrixAt(seen, at, tiles, from);
    const product = ops.product(left, matrixAt(filters, at, from, to));
    return ops.reshape(product, [tiles * to]);
  });
  const outputs = transform(output, ops.stack(products));
  const tiled = ops.reshape(outputs, [m, m, rows, down, across, to]);
  const ordered = ops.transpose(tiled, [2, 3, 0, 4, 1, 5]);
  const whole = ops.reshape(ordered, [rows, down * m, across * m, to]);
  const cut = ops.slice(whole, [0, 0, 0, 0], [rows, height, width, to]);
  return {
    magnitudes: ops.reshape(cut, [rows * height * width, to]),
    terms: from + TRANSFORM_ROUNDINGS,
  };
}
