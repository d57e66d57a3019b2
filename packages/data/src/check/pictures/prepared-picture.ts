import { FITTED_SIDE } from './fit-tone.js';
import { orientationOf } from './orientation.js';
import { whole, type Window } from './picture-codes.js';

/** Side of the square pictures that are compared, [SIDE, SIDE, 3]. */
export const SIDE = 64;
const POINTS = FITTED_SIDE ** 2;

/** The colors of a picture. */
export interface PreparedColors {
  /** Smoothed red, green and blue, each [SIDE, SIDE]. */
  readonly planes: readonly Float32Array[];
  /** At half the size [FITTED_SIDE, FITTED_SIDE, 3]. */
  readonly small: Float32Array;
}

/** A picture that is ready for comparing. */
export interface Prepared {
  /** Smoothed, without color [SIDE, SIDE]. */
  readonly gray: Float32Array;
  /** At half the size, without color [FITTED_SIDE, FITTED_SIDE]. */
  readonly smallGray: Float32Array;
  /** At half the size, without color, with mean 0 and length 1 [FITTED_SIDE, FITTED_SIDE]. */
  readonly unit: Float32Array;
  /** Mean difference between red or blue and green, in levels of 255. */
  readonly chroma: number;
  /** Prepared on first use, since most pictures already differ in gray. */
  readonly colors: PreparedColors;
}

/**
 * Smooths a picture, so that it can be interpolated.
 * @param pixels [SIDE, SIDE, 3], or [SIDE, SIDE] without color.
 */
export function prepare(pixels: Uint8Array): Prepared {
  const isGray = pixels.length === SIDE * SIDE;
  const gray = smoothed(isGray ? pixels : grayOf(pixels), 0, 1);
  const smallGray = sampleGray({ gray }, 0, whole);
  const unit = smallGray.slice();
  normalize(unit);
  let colors: PreparedColors | undefined;
  let chroma: number | undefined;
  const prepared: Prepared = {
    gray,
    smallGray,
    unit,
    get chroma() {
      return (chroma ??= isGray ? 0 : chromaOf(prepared.colors));
    },
    get colors() {
      return (colors ??= isGray ? grayColors(gray, smallGray) : colorsOf(pixels));
    },
  };
  return prepared;
}

function grayColors(gray: Float32Array, smallGray: Float32Array): PreparedColors {
  const small = new Float32Array(POINTS * 3);
  for (let at = 0; at < POINTS; at++) small.fill(smallGray[at] ?? 0, 3 * at, 3 * at + 3);
  return { planes: [gray, gray, gray], small };
}

function colorsOf(rgb: Uint8Array): PreparedColors {
  const planes = [0, 1, 2].map((channel) => smoothed(rgb, channel, 3));
  return { planes, small: sampleColor({ colors: { planes } }, 0, whole) };
}

function chromaOf({ planes }: PreparedColors): number {
  const [reds = none, greens = none, blues = none] = planes;
  let sum = 0;
  for (let at = 0; at < SIDE * SIDE; at++) {
    const green = greens[at] ?? 0;
    sum += Math.abs((reds[at] ?? 0) - green) + Math.abs((blues[at] ?? 0) - green);
  }
  return sum / (SIDE * SIDE);
}

const none = new Float32Array(0);

function grayOf(rgb: Uint8Array): Float32Array {
  const gray = new Float32Array(SIDE * SIDE);
  for (let at = 0, from = 0; at < gray.length; at++, from += 3) {
    gray[at] =
      0.299 * (rgb[from] ?? 0) + 0.587 * (rgb[from + 1] ?? 0) + 0.114 * (rgb[from + 2] ?? 0);
  }
  return gray;
}

/** One of the interleaved channels, averaged over 3x3 pixels with the weights 1, 2, 1. */
function smoothed(pixels: Uint8Array | Float32Array, channel: number, channels: number) {
  const rows = new Float32Array(SIDE * SIDE);
  const plane = new Float32Array(SIDE * SIDE);
  const last = SIDE - 1;
  for (let row = 0; row < SIDE; row++) {
    const start = row * SIDE;
    for (let column = 0; column < SIDE; column++) {
      const before = column > 0 ? column - 1 : 0;
      const after = column < last ? column + 1 : last;
      rows[start + column] =
        ((pixels[channels * (start + before) + channel] ?? 0) +
          2 * (pixels[channels * (start + column) + channel] ?? 0) +
          (pixels[channels * (start + after) + channel] ?? 0)) /
        4;
    }
  }
  for (let row = 0; row < SIDE; row++) {
    const above = (row > 0 ? row - 1 : 0) * SIDE;
    const below = (row < last ? row + 1 : last) * SIDE;
    for (let column = 0; column < SIDE; column++) {
      plane[row * SIDE + column] =
        ((rows[above + column] ?? 0) +
          2 * (rows[row * SIDE + column] ?? 0) +
          (rows[below + column] ?? 0)) /
        4;
    }
  }
  return plane;
}

/** The turned window of a picture in color [FITTED_SIDE, FITTED_SIDE, 3]. */
export function sampleColor(
  { colors: { planes } }: { readonly colors: Pick<PreparedColors, 'planes'> },
  orientation: number,
  window: Window,
): Float32Array {
  const sampled = new Float32Array(POINTS * 3);
  const plane = new Float32Array(POINTS);
  for (let channel = 0; channel < 3; channel++) {
    samplePlane(planes[channel] ?? none, orientation, window, plane);
    for (let at = 0; at < POINTS; at++) sampled[3 * at + channel] = plane[at] ?? 0;
  }
  return sampled;
}

/** The turned window of a picture without color [FITTED_SIDE, FITTED_SIDE]. */
export function sampleGray(
  { gray }: Pick<Prepared, 'gray'>,
  orientation: number,
  window: Window,
): Float32Array {
  const sampled = new Float32Array(POINTS);
  samplePlane(gray, orientation, window, sampled);
  return sampled;
}

/** For each point on an axis: the pixel before it, and the distance from that pixel. */
interface AxisPoints {
  readonly pixels: Int32Array;
  readonly shares: Float32Array;
}
const axisPoints = (): AxisPoints => ({
  pixels: new Int32Array(FITTED_SIDE),
  shares: new Float32Array(FITTED_SIDE),
});
// Scratch space, used by one call at a time.
const horizontal = axisPoints();
const vertical = axisPoints();

function fillAxis(axis: AxisPoints, start: number, end: number, isReversed: boolean): void {
  const step = ((end - start) * SIDE) / FITTED_SIDE;
  for (let point = 0; point < FITTED_SIDE; point++) {
    const place = isReversed ? FITTED_SIDE - point - 0.5 : point + 0.5;
    const position = start * SIDE + place * step - 0.5;
    const pixel = Math.min(Math.max(Math.floor(position), 0), SIDE - 2);
    axis.pixels[point] = pixel;
    axis.shares[point] = position - pixel;
  }
}

/**
 * Samples the turned window of a plane, with linear interpolation.
 * @param plane [SIDE, SIDE]
 * @param into [FITTED_SIDE, FITTED_SIDE]
 */
export function samplePlane(
  plane: Float32Array,
  orientation: number,
  { left, right, top, bottom }: Window,
  into: Float32Array,
): void {
  const { transpose, mirror, flip } = orientationOf(orientation);
  fillAxis(horizontal, left, right, transpose ? flip : mirror);
  fillAxis(vertical, top, bottom, transpose ? mirror : flip);
  for (let row = 0, to = 0; row < FITTED_SIDE; row++) {
    for (let column = 0; column < FITTED_SIDE; column++, to++) {
      const x = transpose ? row : column;
      const y = transpose ? column : row;
      const from = (vertical.pixels[y] ?? 0) * SIDE + (horizontal.pixels[x] ?? 0);
      const across = horizontal.shares[x] ?? 0;
      const above = plane[from] ?? 0;
      const below = plane[from + SIDE] ?? 0;
      const upper = above + ((plane[from + 1] ?? 0) - above) * across;
      const lower = below + ((plane[from + SIDE + 1] ?? 0) - below) * across;
      into[to] = upper + (lower - upper) * (vertical.shares[y] ?? 0);
    }
  }
}

/** What {@link sampleSlopes} fills, each [FITTED_SIDE, FITTED_SIDE]. */
export interface SampledSlopes {
  /** As `samplePlane` fills it. */
  readonly values: Float32Array;
  /** Horizontal slope of the values, per side of the plane. */
  readonly across: Float32Array;
  /** Vertical slope. */
  readonly down: Float32Array;
}

/** Samples the turned window of a plane like `samplePlane`, and its slopes. */
export function sampleSlopes(
  plane: Float32Array,
  orientation: number,
  { left, right, top, bottom }: Window,
  into: SampledSlopes,
): void {
  const { transpose, mirror, flip } = orientationOf(orientation);
  fillAxis(horizontal, left, right, transpose ? flip : mirror);
  fillAxis(vertical, top, bottom, transpose ? mirror : flip);
  const { values, across, down } = into;
  for (let row = 0, to = 0; row < FITTED_SIDE; row++) {
    for (let column = 0; column < FITTED_SIDE; column++, to++) {
      const x = transpose ? row : column;
      const y = transpose ? column : row;
      const from = (vertical.pixels[y] ?? 0) * SIDE + (horizontal.pixels[x] ?? 0);
      const shareAcross = horizontal.shares[x] ?? 0;
      const shareDown = vertical.shares[y] ?? 0;
      const above = plane[from] ?? 0;
      const below = plane[from + SIDE] ?? 0;
      const slopeAbove = (plane[from + 1] ?? 0) - above;
      const slopeBelow = (plane[from + SIDE + 1] ?? 0) - below;
      const upper = above + slopeAbove * shareAcross;
      const lower = below + slopeBelow * shareAcross;
      values[to] = upper + (lower - upper) * shareDown;
      across[to] = SIDE * (slopeAbove + (slopeBelow - slopeAbove) * shareDown);
      down[to] = SIDE * (lower - upper);
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
