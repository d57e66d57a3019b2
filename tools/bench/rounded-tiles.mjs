/**
 * What Winograd's algorithm would lose with products in bfloat16: the error of F(4x4,3x3) and F(2x2,3x3) when transformed
 * maps and filters are rounded to bfloat16, relative to the result, beside the error of rounding the result itself.
 * Maps and filters are normally distributed and exact in bfloat16; sums are float64.
 *
 * Usage: node tools/bench/rounded-tiles.mjs [--channels 64] [--tiles 40] [--filters 16]
 */
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';

const { values: flags } = parseArgs({
  options: {
    channels: { type: 'string', default: '64' },
    tiles: { type: 'string', default: '40' },
    filters: { type: 'string', default: '16' },
  },
});
const [channels, tiles, filters] = [flags.channels, flags.tiles, flags.filters].map(Number);
const { keyedRandom } = await fromPackage('augment');
const random = keyedRandom(0);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const [a, b] = [Math.SQRT1_2, Math.SQRT2];
const atA = 1 / (2 * a ** 2 * (a ** 2 - b ** 2));
const atB = 1 / (2 * b ** 2 * (b ** 2 - a ** 2));
/** The matrices of `packages/kernels/cc/tile-transforms.h`. */
const algorithms = {
  'F(4x4,3x3)': {
    input: [
      [1, 0, -2.5, 0, 1, 0],
      ...[a, -a].map((x) => [0, -x * b ** 2, -(b ** 2), x, 1, 0]),
      ...[b, -b].map((x) => [0, -x * a ** 2, -(a ** 2), x, 1, 0]),
      [0, 1, 0, -2.5, 0, 1],
    ],
    filter: [
      [1, 0, 0],
      ...[a, -a].map((x) => [atA, x * atA, x ** 2 * atA]),
      ...[b, -b].map((x) => [atB, x * atB, x ** 2 * atB]),
      [0, 0, 1],
    ],
    output: [0, 1, 2, 3].map((power) => [
      power === 0 ? 1 : 0,
      ...[a, -a, b, -b].map((x) => x ** power),
      power === 3 ? 1 : 0,
    ]),
  },
  'F(2x2,3x3)': {
    input: [
      [1, 0, -1, 0],
      [0, 1, 1, 0],
      [0, -1, 1, 0],
      [0, -1, 0, 1],
    ],
    filter: [
      [1, 0, 0],
      [0.5, 0.5, 0.5],
      [0.5, -0.5, 0.5],
      [0, 0, 1],
    ],
    output: [
      [1, 1, 1, 0],
      [0, 1, -1, 1],
    ],
  },
};

const bits = new DataView(new ArrayBuffer(4));
/** To nearest, ties to even. */
function bfloat16(value) {
  bits.setFloat32(0, value);
  const whole = bits.getUint32(0);
  bits.setUint32(0, ((whole + 0x7fff + ((whole >>> 16) & 1)) & 0xffff0000) >>> 0);
  return bits.getFloat32(0);
}

const product = (left, right) =>
  left.map((row) => right[0].map((_, j) => row.reduce((sum, x, k) => sum + x * right[k][j], 0)));
const transposed = (matrix) => matrix[0].map((_, j) => matrix.map((row) => row[j]));
const both = (matrix, of) => product(product(matrix, of), transposed(matrix));
const drawn = (side) =>
  Array.from({ length: side }, () => Array.from({ length: side }, () => bfloat16(normal())));
const rounded = (matrix) => matrix.map((row) => row.map(bfloat16));
const table = (rows, side, transform) =>
  Array.from({ length: rows }, () =>
    Array.from({ length: channels }, () => both(transform, drawn(side))),
  );

for (const [name, { input, filter, output }] of Object.entries(algorithms)) {
  const maps = table(tiles, input.length, input);
  const weights = table(filters, 3, filter);
  const errors = { tiles: 0, result: 0 };
  let squares = 0;
  for (const map of maps) {
    for (const weight of weights) {
      const sums = (round) =>
        map.reduce(
          (sum, one, c) => {
            const [x, w] = round ? [rounded(one), rounded(weight[c])] : [one, weight[c]];
            return sum.map((row, i) => row.map((value, j) => value + x[i][j] * w[i][j]));
          },
          input.map(() => input.map(() => 0)),
        );
      const [exact, other] = [false, true].map((round) => both(output, sums(round)).flat());
      exact.forEach((value, at) => {
        squares += value ** 2;
        errors.tiles += (other[at] - value) ** 2;
        errors.result += (bfloat16(value) - value) ** 2;
      });
    }
  }
  const percent = (sum) => `${(100 * Math.sqrt(sum / squares)).toFixed(2)} %`;
  process.stdout.write(
    `${name}: tiles in bfloat16 ${percent(errors.tiles)}, result in bfloat16 ${percent(errors.result)}\n`,
  );
}
