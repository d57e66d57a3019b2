/** Solves a symmetric system of three equations; undefined if it has no single solution. */
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

/** Side of the picture that is fitted. */
export const FITTED_SIDE = 32;
const POINTS = FITTED_SIDE ** 2;
/** Nothing that is brightened or darkened moves what is beyond these, such as a background. */
const BLACK = 0.02;
const WHITE = 0.98;
const BLOCKS = 8;
const BLOCK = FITTED_SIDE / BLOCKS;

/** What is left of a picture after another is fitted to it. */
export interface ToneFit {
  /** Root mean square of what differs, as a share of the contrast. */
  readonly residual: number;
  /** The same in the block of the picture that differs most. */
  readonly worst: number;
  /** How far the levels of 255 that are neither black nor white were moved on average. */
  readonly tone: number;
}

/**
 * Fits one picture to another by a rising curve of brightness (a parabola).
 * @param x values from 0 to 1 [FITTED_SIDE, FITTED_SIDE, channels].
 * @param y the same of the picture that `x` is fitted to.
 */
export function fitTone(x: Float32Array, y: Float32Array, channels: number): ToneFit {
  const count = POINTS * channels;
  let curve: [number, number, number] = [0, 1, 0];
  const predicted = (value: number) => curve[0] + curve[1] * value + curve[2] * value * value;
  // Where y is at its limits, x may lie beyond them.
  const isClipped = (at: number) =>
    ((y[at] ?? 0) > 0.99 && predicted(x[at] ?? 0) > (y[at] ?? 0)) ||
    ((y[at] ?? 0) < 0.01 && predicted(x[at] ?? 0) < (y[at] ?? 0));
  for (let round = 0; round < 3; round++) {
    const m = [0, 0, 0, 0, 0, 0];
    const r = [0, 0, 0];
    for (let at = 0; at < count; at++) {
      if (round > 0 && isClipped(at)) continue;
      const [v, w] = [x[at] ?? 0, y[at] ?? 0];
      const square = v * v;
      m[0] = (m[0] ?? 0) + 1;
      m[1] = (m[1] ?? 0) + v;
      m[2] = (m[2] ?? 0) + square;
      m[4] = (m[4] ?? 0) + square * v;
      m[5] = (m[5] ?? 0) + square * square;
      r[0] = (r[0] ?? 0) + w;
      r[1] = (r[1] ?? 0) + w * v;
      r[2] = (r[2] ?? 0) + w * square;
    }
    m[3] = m[2] ?? 0;
    if ((m[0] ?? 0) < count * 0.05) break;
    const parabola = solve(m, r);
    const rises = (at: number) => parabola && parabola[1] + 2 * parabola[2] * at > 0.25;
    if (parabola && rises(0) && rises(1) && Math.abs(parabola[2]) < 0.7) curve = parabola;
    else {
      const spread = (m[0] ?? 0) * (m[2] ?? 0) - (m[1] ?? 0) ** 2;
      const slope =
        spread > 1e-9 ? ((m[0] ?? 0) * (r[1] ?? 0) - (m[1] ?? 0) * (r[0] ?? 0)) / spread : 1;
      const held = Math.min(Math.max(slope, 0.3), 3);
      curve = [((r[0] ?? 0) - held * (m[1] ?? 0)) / (m[0] ?? 0), held, 0];
    }
  }
  const blocks = new Float64Array(BLOCKS * BLOCKS);
  let [squares, sum, total, shift] = [0, 0, 0, 0];
  for (let at = 0; at < count; at++) {
    const value = x[at] ?? 0;
    if (value > BLACK && value < WHITE) {
      shift += Math.abs(Math.min(Math.max(predicted(value), 0), 1) - value);
    }
    sum += y[at] ?? 0;
    total += (y[at] ?? 0) * (y[at] ?? 0);
    if (isClipped(at)) continue;
    const error = (predicted(x[at] ?? 0) - (y[at] ?? 0)) ** 2;
    squares += error;
    const point = Math.floor(at / channels);
    const block =
      Math.floor(point / FITTED_SIDE / BLOCK) * BLOCKS + Math.floor((point % FITTED_SIDE) / BLOCK);
    blocks[block] = (blocks[block] ?? 0) + error;
  }
  const contrast = Math.sqrt(Math.max(total / count - (sum / count) ** 2, 1e-6));
  const worst = Math.sqrt(Math.max(...blocks) / (BLOCK * BLOCK * channels));
  return {
    residual: Math.sqrt(squares / count) / contrast,
    worst: worst / contrast,
    tone: (255 * shift) / count,
  };
}
