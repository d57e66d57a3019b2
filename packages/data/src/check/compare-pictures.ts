import { fitTone, FITTED_SIDE } from './fit-tone.js';
import { beforeTurning, orientationOf } from './orientation.js';
import type { Window } from './picture-codes.js';

/** Side of the square picture that is compared, [SIDE, SIDE, 3]. */
export const SIDE = 64;
const HALF = FITTED_SIDE;
const POINTS = HALF * HALF;

/** A picture that is ready for comparing. */
export interface Prepared {
  /** Smoothed, [SIDE, SIDE, 4]: red, green, blue, gray. */
  readonly smooth: Float32Array;
  /** At half the size, [HALF, HALF, 3]. */
  readonly small: Float32Array;
  /** At half the size, without color, with mean 0 and length 1 [HALF, HALF]. */
  readonly unit: Float32Array;
  /** Mean difference of red and blue from green, in levels of 255. */
  readonly chroma: number;
}

/** How one picture is made from another. */
export interface Comparison {
  /** Root mean square of what differs after aligning, as a share of the contrast. */
  readonly residual: number;
  /** The same in the block of the picture that differs most. */
  readonly worst: number;
  /** How far the levels of 255 were moved on average to align brightness and contrast. */
  readonly tone: number;
  readonly orientation: number;
  readonly window: Window;
  /** One of them is gray and the other is not. */
  readonly gray: boolean;
  /** The one without color is the one that was turned and cut. */
  readonly fromGray: boolean;
}

const whole: Window = { left: 0, right: 1, top: 0, bottom: 1 };

/** Smooths a picture, so that it can be read between its pixels. @param rgb [SIDE, SIDE, 3] */
export function prepare(rgb: Uint8Array): Prepared {
  const smooth = new Float32Array(SIDE * SIDE * 4);
  const clamp = (at: number) => Math.min(Math.max(at, 0), SIDE - 1);
  let sum = 0;
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const to = (row * SIDE + column) * 4;
      for (let down = -1; down <= 1; down++) {
        for (let across = -1; across <= 1; across++) {
          const weight = ((2 - Math.abs(down)) * (2 - Math.abs(across))) / 16;
          const from = (clamp(row + down) * SIDE + clamp(column + across)) * 3;
          smooth[to] = (smooth[to] ?? 0) + weight * (rgb[from] ?? 0);
          smooth[to + 1] = (smooth[to + 1] ?? 0) + weight * (rgb[from + 1] ?? 0);
          smooth[to + 2] = (smooth[to + 2] ?? 0) + weight * (rgb[from + 2] ?? 0);
        }
      }
      const [red, green, blue] = [smooth[to] ?? 0, smooth[to + 1] ?? 0, smooth[to + 2] ?? 0];
      smooth[to + 3] = 0.299 * red + 0.587 * green + 0.114 * blue;
      sum += Math.abs(red - green) + Math.abs(blue - green);
    }
  }
  const small = new Float32Array(POINTS * 3);
  sample({ smooth }, 0, whole, small);
  const unit = new Float32Array(POINTS);
  sampleGray({ smooth }, 0, whole, unit);
  normalize(unit);
  return { smooth, small, unit, chroma: sum / (SIDE * SIDE) };
}

/** Positions in a picture's pixels of each point of the turned window. */
function* positions(orientation: number, { left, right, top, bottom }: Window) {
  const turn = orientationOf(orientation);
  for (let row = 0; row < HALF; row++) {
    for (let column = 0; column < HALF; column++) {
      const [x, y] = beforeTurning(turn, (column + 0.5) / HALF, (row + 0.5) / HALF);
      yield [
        (left + x * (right - left)) * SIDE - 0.5,
        (top + y * (bottom - top)) * SIDE - 0.5,
      ] as const;
    }
  }
}

function sample(
  { smooth }: Pick<Prepared, 'smooth'>,
  orientation: number,
  window: Window,
  into: Float32Array,
): void {
  let to = 0;
  for (const [x, y] of positions(orientation, window)) {
    const column = Math.min(Math.max(Math.floor(x), 0), SIDE - 2);
    const row = Math.min(Math.max(Math.floor(y), 0), SIDE - 2);
    const [across, down] = [x - column, y - row];
    const from = (row * SIDE + column) * 4;
    for (let channel = 0; channel < 3; channel++) {
      const at = from + channel;
      const above = (smooth[at] ?? 0) * (1 - across) + (smooth[at + 4] ?? 0) * across;
      const below =
        (smooth[at + SIDE * 4] ?? 0) * (1 - across) + (smooth[at + SIDE * 4 + 4] ?? 0) * across;
      into[to++] = above * (1 - down) + below * down;
    }
  }
}

function sampleGray(
  { smooth }: Pick<Prepared, 'smooth'>,
  orientation: number,
  { left, right, top, bottom }: Window,
  into: Float32Array,
): void {
  const { transpose, mirror, flip } = orientationOf(orientation);
  const width = (right - left) * SIDE;
  const height = (bottom - top) * SIDE;
  let to = 0;
  for (let row = 0; row < HALF; row++) {
    const down = flip ? HALF - row - 0.5 : row + 0.5;
    for (let column = 0; column < HALF; column++, to++) {
      const across = mirror ? HALF - column - 0.5 : column + 0.5;
      const x = left * SIDE + ((transpose ? down : across) / HALF) * width - 0.5;
      const y = top * SIDE + ((transpose ? across : down) / HALF) * height - 0.5;
      const at = Math.min(Math.max(Math.floor(x), 0), SIDE - 2);
      const line = Math.min(Math.max(Math.floor(y), 0), SIDE - 2);
      const from = (line * SIDE + at) * 4 + 3;
      const above =
        (smooth[from] ?? 0) + ((smooth[from + 4] ?? 0) - (smooth[from] ?? 0)) * (x - at);
      const under = smooth[from + SIDE * 4] ?? 0;
      const below = under + ((smooth[from + SIDE * 4 + 4] ?? 0) - under) * (x - at);
      into[to] = above + (below - above) * (y - line);
    }
  }
}

/** Subtracts the mean and divides by the length. */
function normalize(values: Float32Array): void {
  let sum = 0;
  for (let at = 0; at < POINTS; at++) sum += values[at] ?? 0;
  const mean = sum / POINTS;
  let squares = 0;
  for (let at = 0; at < POINTS; at++) squares += ((values[at] ?? 0) - mean) ** 2;
  const factor = 1 / Math.sqrt(squares || 1);
  for (let at = 0; at < POINTS; at++) values[at] = ((values[at] ?? 0) - mean) * factor;
}

const scratch = new Float32Array(POINTS);

/** Correlation of a turned window of `from` with the whole of `to`. */
function correlation(from: Prepared, to: Prepared, orientation: number, window: Window): number {
  sampleGray(from, orientation, window, scratch);
  let [sum, squares, product] = [0, 0, 0];
  for (let at = 0; at < POINTS; at++) {
    const value = scratch[at] ?? 0;
    sum += value;
    squares += value * value;
    product += value * (to.unit[at] ?? 0);
  }
  return product / Math.sqrt(Math.max(squares - (sum * sum) / POINTS, 1e-6));
}

/** How the edges of a window are moved when looking for the best one: left, right, top, bottom. */
const moves: readonly (readonly [number, number, number, number])[] = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
  [1, 1, 0, 0],
  [0, 0, 1, 1],
  [1, -1, 1, -1],
];
const STEPS = [0.02, 0.01, 0.005, 0.0025];
/** The correlation that copies reach with each step; other pictures are given up. */
const REACHED = [0.92, 0.95, 0.97, 0];
/** What is cropped at most from each side. */
const MOST_CROPPED = 0.16;

/** The window of `from` that is most like `to`. */
function align(from: Prepared, to: Prepared, orientation: number, start: Window): [Window, number] {
  let best = start;
  let bestValue = correlation(from, to, orientation, start);
  for (const [stage, step] of STEPS.entries()) {
    for (let round = 0; round < 4; round++) {
      const before = bestValue;
      for (const [left, right, top, bottom] of moves) {
        for (const size of [step, -step]) {
          const tried = {
            left: Math.min(Math.max(best.left + left * size, 0), MOST_CROPPED),
            right: Math.max(Math.min(best.right + right * size, 1), 1 - MOST_CROPPED),
            top: Math.min(Math.max(best.top + top * size, 0), MOST_CROPPED),
            bottom: Math.max(Math.min(best.bottom + bottom * size, 1), 1 - MOST_CROPPED),
          };
          const value = correlation(from, to, orientation, tried);
          if (value <= bestValue) continue;
          [best, bestValue] = [tried, value];
        }
      }
      if (bestValue - before < 1e-5) break;
    }
    if (bestValue < (REACHED[stage] ?? 0)) break;
  }
  return [best, bestValue];
}

/** Weights of the standard for encoded values (Rec. 601), and for linear light (Rec. 709). */
const ENCODED = [0.299, 0.587, 0.114] as const;
const LINEAR = [0.2126, 0.7152, 0.0722] as const;
const GAMMA = 2.2;

/** The gray that programs make of a color: of its encoded values, or of its light. */
function grayOf(rgb: Float32Array, isLinear: boolean): Float32Array {
  const [red, green, blue] = isLinear ? LINEAR : ENCODED;
  const light = (at: number) => {
    const value = (rgb[at] ?? 0) / 255;
    return isLinear ? value ** GAMMA : value;
  };
  return Float32Array.from({ length: POINTS }, (_, at) => {
    const sum = red * light(3 * at) + green * light(3 * at + 1) + blue * light(3 * at + 2);
    return isLinear ? sum ** (1 / GAMMA) : sum;
  });
}

/** A picture of less chroma has no color, whatever compression made of it. */
const GRAY = 1.5;

function judge(from: Prepared, to: Prepared, orientation: number, window: Window): Comparison {
  const sampled = new Float32Array(POINTS * 3);
  sample(from, orientation, window, sampled);
  const [least, most] = [Math.min(from.chroma, to.chroma), Math.max(from.chroma, to.chroma)];
  const gray = least < GRAY && most > 4 * least + 2 * GRAY;
  const ways = gray ? [false, true] : [undefined];
  const fits = ways.flatMap((isLinear) => {
    const valuesOf = (rgb: Float32Array) =>
      isLinear === undefined ? rgb.map((value) => value / 255) : grayOf(rgb, isLinear);
    const [x, y, channels] = [valuesOf(sampled), valuesOf(to.small), gray ? 1 : 3];
    // Saturated brightness is a curve in one direction only.
    return [fitTone(x, y, channels), fitTone(y, x, channels)];
  });
  const { residual, worst, tone } = fits.reduce((best, one) =>
    one.residual < best.residual ? one : best,
  );
  return {
    residual,
    worst,
    tone,
    orientation,
    window,
    gray,
    fromGray: gray && from.chroma < to.chroma,
  };
}

/** Pictures with a lower correlation before aligning are not compared further. */
const LEAST_CORRELATION = 0.7;

/**
 * Compares the turned window of one picture with the whole of another.
 * @param start about which part of `from` the other shows.
 */
export function comparePictures(
  from: Prepared,
  to: Prepared,
  orientation: number,
  start: Window = whole,
): Comparison | undefined {
  if (correlation(from, to, orientation, start) < LEAST_CORRELATION) return undefined;
  const plain = judge(from, to, orientation, whole);
  if (plain.residual < 0.02) return plain;
  const [window] = align(from, to, orientation, start);
  const cropped = judge(from, to, orientation, window);
  return cropped.residual < 0.7 * plain.residual - 0.002 ? cropped : plain;
}
