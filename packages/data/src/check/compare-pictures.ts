import { FITTED_SIDE, fitTone } from './fit-tone.js';
import { detailOf } from './picture-detail.js';
import type { Window } from './picture-codes.js';
import { sampleColor, sampleGray, samplePlane, whole, type Prepared } from './prepared-picture.js';

const POINTS = FITTED_SIDE ** 2;

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

const scratch = new Float32Array(POINTS);

/** Correlation of a turned window of `from` with the whole of `to`. */
function correlation(from: Prepared, to: Prepared, orientation: number, window: Window): number {
  samplePlane(from.planes[3] ?? scratch, orientation, window, scratch);
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
/** How often all moves are tried with each step. */
const ROUNDS = 4;
/** The correlation that copies reach with each step; other pictures are given up. */
const REACHED = [0.92, 0.95, 0.97, 0];
/** What is cropped at most from each side. */
const MOST_CROPPED = 0.12;

/** The window of `from` that is most like `to`. */
function align(from: Prepared, to: Prepared, orientation: number, start: Window): [Window, number] {
  let best = start;
  let bestValue = correlation(from, to, orientation, start);
  for (const [stage, step] of STEPS.entries()) {
    const reached = REACHED[stage] ?? 0;
    for (let round = 0; round < ROUNDS; round++) {
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
      const gain = bestValue - before;
      // Each round gains less than the one before.
      if (gain < 1e-5 || bestValue + gain * (ROUNDS - 1 - round) < reached) break;
    }
    if (bestValue < reached) break;
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
  const [least, most] = [Math.min(from.chroma, to.chroma), Math.max(from.chroma, to.chroma)];
  const gray = least < GRAY && most > 4 * least + 2 * GRAY;
  // Saturated brightness is a curve in one direction only.
  const bothWays = (x: Float32Array, y: Float32Array, channels: number) => [
    fitTone(x, y, channels),
    fitTone(y, x, channels),
  ];
  const fits = () => {
    const levels = (rgb: Float32Array) => rgb.map((value) => value / 255);
    if (most === 0) {
      const sampled = sampleGray(from, orientation, window);
      return bothWays(levels(sampled), levels(to.smallGray), 1);
    }
    const sampled = sampleColor(from, orientation, window);
    if (!gray) return bothWays(levels(sampled), levels(to.small), 3);
    return [false, true].flatMap((isLinear) =>
      bothWays(grayOf(sampled, isLinear), grayOf(to.small, isLinear), 1),
    );
  };
  const { residual, worst, tone } = fits().reduce((best, one) =>
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

/** A picture that was not cut has a higher correlation, since brightness is changed by a flat curve. */
const LEAST_PLAIN = 0.8;

/** A crop of a picture has a higher correlation once it is aligned. */
const LEAST_ALIGNED = 0.95;

/** A crop shows more detail than this; compression makes less of a flat shape. */
const LEAST_DETAIL = 0.05;
/** What differs in a crop is less than this share of the detail that it shows. */
const MOST_OF_DETAIL = 0.5;

/** How to compare two pictures. */
interface ComparisonOptions {
  readonly orientation: number;
  /** About which part of the first picture the second shows. Default: all of it. */
  readonly start?: Window | undefined;
  /** The residual of a crop that is of interest. */
  readonly mostDifference: number;
}

/**
 * Compares a turned window of one picture with the whole of another.
 * @returns undefined if they are too different to be aligned. Pictures of one flat shape are compared as a
 * whole, since cropping turns any square into any other, and any disc into any other.
 */
export function comparePictures(
  from: Prepared,
  to: Prepared,
  { orientation, start = whole, mostDifference }: ComparisonOptions,
): Comparison | undefined {
  if (correlation(from, to, orientation, start) < LEAST_CORRELATION) return undefined;
  const mayBePlain = correlation(from, to, orientation, whole) >= LEAST_PLAIN;
  const plain = mayBePlain ? judge(from, to, orientation, whole) : undefined;
  if (plain && plain.residual < 0.02) return plain;
  const [window, reached] = align(from, to, orientation, start);
  if (reached < LEAST_ALIGNED) return plain;
  const cropped = judge(from, to, orientation, window);
  if (cropped.residual > mostDifference) return plain;
  if (plain && cropped.residual >= 0.7 * plain.residual - 0.002) return plain;
  const detail = Math.min(detailOf(to.small), detailOf(sampleColor(from, orientation, window)));
  return detail > LEAST_DETAIL && cropped.residual < MOST_OF_DETAIL * detail ? cropped : plain;
}
