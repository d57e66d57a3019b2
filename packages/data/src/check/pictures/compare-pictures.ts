import { FITTED_SIDE, fitTone } from './fit-tone.js';
import { correlationOf, fitWindow } from './fit-window.js';
import { detailOf } from './picture-detail.js';
import { whole, type Window } from './picture-codes.js';
import { sampleColor, sampleGray, type Prepared } from './prepared-picture.js';

const POINTS = FITTED_SIDE ** 2;

/** Levels of 255 as values from 0 to 1. */
function levels(values: Float32Array): Float32Array {
  const made = new Float32Array(values.length);
  for (let at = 0; at < values.length; at++) made[at] = (values[at] ?? 0) / 255;
  return made;
}

/** How one picture is made from another. */
export interface Comparison {
  /** Root mean square of the difference after alignment, as a share of the contrast. */
  readonly residual: number;
  /** The same in the block that differs most. */
  readonly worst: number;
  /** Mean change of the levels (0 to 255) that aligned brightness and contrast. */
  readonly tone: number;
  readonly orientation: number;
  readonly window: Window;
  /** Whether exactly one of them is gray. */
  readonly gray: boolean;
  /** Whether the gray one is the one that was turned and cropped. */
  readonly fromGray: boolean;
}

/** Luma weights for encoded values (Rec. 601) and for linear light (Rec. 709). */
const ENCODED = [0.299, 0.587, 0.114] as const;
const LINEAR = [0.2126, 0.7152, 0.0722] as const;
const GAMMA = 2.2;

/** The two ways in which programs convert color to gray: from encoded values, or from linear light. */
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

/** A picture with less chroma counts as gray; compression adds a little. */
const GRAY = 1.5;

function judge(from: Prepared, to: Prepared, orientation: number, window: Window): Comparison {
  const [least, most] = [from.chroma, to.chroma].sort((one, other) => one - other) as [
    number,
    number,
  ];
  const gray = least < GRAY && most > 4 * least + 2 * GRAY;
  // Clipped brightness can only be fitted in one direction.
  const bothWays = (x: Float32Array, y: Float32Array, channels: number) => [
    fitTone(x, y, channels),
    fitTone(y, x, channels),
  ];
  const fits = () => {
    if (most === 0) {
      const sampled = sampleGray(from, orientation, window);
      return bothWays(levels(sampled), levels(to.smallGray), 1);
    }
    const sampled = sampleColor(from, orientation, window);
    if (!gray) return bothWays(levels(sampled), levels(to.colors.small), 3);
    return [false, true].flatMap((isLinear) =>
      bothWays(grayOf(sampled, isLinear), grayOf(to.colors.small, isLinear), 1),
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

/** Pictures with a lower correlation before alignment are not compared further. */
const LEAST_CORRELATION = 0.7;

/** Uncropped copies correlate more than this, because brightness curves are nearly straight. */
const LEAST_PLAIN = 0.8;

/** Crops correlate more than this once they are aligned. */
const LEAST_ALIGNED = 0.95;

/** A crop must have more detail than this. Compressing a plain shape creates less. */
const LEAST_DETAIL = 0.05;
/** In a crop, the difference must be less than this share of its detail. */
const MOST_OF_DETAIL = 0.5;

/** How to compare two pictures. */
interface ComparisonOptions {
  readonly orientation: number;
  /** Roughly the part of the first picture that the second shows. Default: all of it. */
  readonly start?: Window | undefined;
  /** The largest residual of a crop worth returning. */
  readonly mostDifference: number;
}

/**
 * Compares a turned window of one picture with the whole of another.
 * @returns undefined if they are too different to be aligned. Plain shapes are only compared uncropped, because
 * any square or disc can be cropped to match any other.
 */
export function comparePictures(
  from: Prepared,
  to: Prepared,
  { orientation, start = whole, mostDifference }: ComparisonOptions,
): Comparison | undefined {
  const atStart = correlationOf(from, to, orientation, start);
  if (atStart < LEAST_CORRELATION) return undefined;
  const asWhole = start === whole ? atStart : correlationOf(from, to, orientation, whole);
  const plain = asWhole >= LEAST_PLAIN ? judge(from, to, orientation, whole) : undefined;
  if (plain && plain.residual < 0.02) return plain;
  const { window, correlation } = fitWindow(from, to, {
    ...{ orientation, start },
    reached: LEAST_ALIGNED,
  });
  if (correlation < LEAST_ALIGNED) return plain;
  const cropped = judge(from, to, orientation, window);
  if (cropped.residual > mostDifference) return plain;
  if (plain && cropped.residual >= 0.7 * plain.residual - 0.002) return plain;
  const detail = Math.min(
    detailOf(to.colors.small),
    detailOf(sampleColor(from, orientation, window)),
  );
  return detail > LEAST_DETAIL && cropped.residual < MOST_OF_DETAIL * detail ? cropped : plain;
}
