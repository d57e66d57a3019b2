/** Solves a symmetric system of three equations; undefined if it is singular. */
function solve(m: readonly number[], r: readonly number[]): [number, number, number] | undefined {
  const [a, b, c, d, e, f] = m as [number, number, number, number, number, number];
  const [p, q, s] = r as [number, number, number];
  // | a b c |
  // | b d e |
  // | c e f |
  const [A, B, C] = [d * f - e * e, c * e - b * f, b * e - c * d];
  const determinant = a * A + b * B + c * C;
  if (Math.abs(determinant) < 1e-9) return undefined;
  return [
    (A * p + B * q + C * s) / determinant,
    (B * p + (a * f - c * c) * q + (b * c - a * e) * s) / determinant,
    (C * p + (b * c - a * e) * q + (a * d - b * b) * s) / determinant,
  ];
}

/** Side of the pictures that are fitted. */
export const FITTED_SIDE = 32;
const POINTS = FITTED_SIDE ** 2;
/** Levels outside this range, such as a white background, stay when brightness changes. */
const BLACK = 0.02;
const WHITE = 0.98;
/** The change is averaged over at least this share of the pixels, since compression shifts a few at edges. */
const LEAST_SHARE = 0.1;
const BLOCKS = 8;
const BLOCK = FITTED_SIDE / BLOCKS;

/** How well one picture fits another. */
export interface ToneFit {
  /** Root mean square of the difference, as a share of the contrast. */
  readonly residual: number;
  /** The same in the block that differs most. */
  readonly worst: number;
  /** Mean change of the levels (0 to 255) that are neither black nor white. */
  readonly tone: number;
}

/** The curve c0 + c1 * value + c2 * value^2. */
interface Curve {
  readonly c0: number;
  readonly c1: number;
  readonly c2: number;
}

/** Two pictures with `count` values each. */
interface Fitted {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly count: number;
}

/** Rounds of leaving out clipped pixels. */
const ROUNDS = 3;

/**
 * Fits one picture to another by a rising curve of brightness (a parabola).
 * @param x values from 0 to 1 [FITTED_SIDE, FITTED_SIDE, channels].
 * @param y the same of the picture that `x` is fitted to.
 */
export function fitTone(x: Float32Array, y: Float32Array, channels: number): ToneFit {
  const fitted = { x, y, count: POINTS * channels };
  let curve: Curve = { c0: 0, c1: 1, c2: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const better = fitCurve(fitted, round > 0 ? curve : undefined);
    if (!better) break;
    curve = better;
  }
  return measureFit(fitted, curve, channels);
}

/** Where y is clipped, the curve may go beyond the limits. */
const isClipped = (predicted: number, to: number) =>
  (to > 0.99 && predicted > to) || (to < 0.01 && predicted < to);

/**
 * The curve from x to y.
 * @param before pixels that this curve clips are left out.
 * @returns undefined if that leaves out no pixels or nearly all.
 */
function fitCurve({ x, y, count }: Fitted, before: Curve | undefined): Curve | undefined {
  const { c0, c1, c2 } = before ?? { c0: 0, c1: 0, c2: 0 };
  // Sums of the powers of x, and of x's powers times y.
  let [n, x1, x2, x3, x4] = [0, 0, 0, 0, 0];
  let [y0, y1, y2] = [0, 0, 0];
  for (let at = 0; at < count; at++) {
    const from = x[at] ?? 0;
    const to = y[at] ?? 0;
    const square = from * from;
    if (before && isClipped(c0 + c1 * from + c2 * square, to)) continue;
    n++;
    x1 += from;
    x2 += square;
    x3 += square * from;
    x4 += square * square;
    y0 += to;
    y1 += to * from;
    y2 += to * square;
  }
  const isUnchanged = before !== undefined && n === count;
  if (isUnchanged || n < count * 0.05) return undefined;
  const parabola = solve([n, x1, x2, x2, x3, x4], [y0, y1, y2]);
  const rises = (at: number) => parabola && parabola[1] + 2 * parabola[2] * at > 0.25;
  if (parabola && rises(0) && rises(1) && Math.abs(parabola[2]) < 0.7) {
    const [constant, linear, square] = parabola;
    return { c0: constant, c1: linear, c2: square };
  }
  const spread = n * x2 - x1 ** 2;
  const best = spread > 1e-9 ? (n * y1 - x1 * y0) / spread : 1;
  const slope = Math.min(Math.max(best, 0.3), 3);
  return { c0: (y0 - slope * x1) / n, c1: slope, c2: 0 };
}

function measureFit({ x, y, count }: Fitted, { c0, c1, c2 }: Curve, channels: number): ToneFit {
  const blocks = new Float64Array(BLOCKS * BLOCKS);
  const line = FITTED_SIDE * channels;
  let [squares, sum, total, shift, shifted] = [0, 0, 0, 0, 0];
  for (let row = 0, at = 0; row < FITTED_SIDE; row++) {
    const firstBlock = Math.floor(row / BLOCK) * BLOCKS;
    for (let place = 0; place < line; place++, at++) {
      const value = x[at] ?? 0;
      const predicted = c0 + c1 * value + c2 * value * value;
      if (value > BLACK && value < WHITE) {
        shift += Math.abs(Math.min(Math.max(predicted, 0), 1) - value);
        shifted++;
      }
      const wanted = y[at] ?? 0;
      sum += wanted;
      total += wanted * wanted;
      if (isClipped(predicted, wanted)) continue;
      const error = (predicted - wanted) ** 2;
      squares += error;
      const block = firstBlock + Math.floor(place / (BLOCK * channels));
      blocks[block] = (blocks[block] ?? 0) + error;
    }
  }
  const contrast = Math.sqrt(Math.max(total / count - (sum / count) ** 2, 1e-6));
  const worst = Math.sqrt(Math.max(...blocks) / (BLOCK * BLOCK * channels));
  return {
    residual: Math.sqrt(squares / count) / contrast,
    worst: worst / contrast,
    tone: (255 * shift) / Math.max(shifted, LEAST_SHARE * count),
  };
}
