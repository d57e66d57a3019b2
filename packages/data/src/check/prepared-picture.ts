import { FITTED_SIDE } from './fit-tone.js';
import { orientationOf } from './orientation.js';
import type { Window } from './picture-codes.js';

/** Side of the square pictures that are compared, [SIDE, SIDE, 3]. */
export const SIDE = 64;
const POINTS = FITTED_SIDE ** 2;

/** A picture that is ready for comparing. */
export interface Prepared {
  /** Smoothed, each [SIDE, SIDE]: red, green, blue, gray. */
  readonly planes: readonly Float32Array[];
  /** At half the size [FITTED_SIDE, FITTED_SIDE, 3]. */
  readonly small: Float32Array;
  /** At half the size, without color [FITTED_SIDE, FITTED_SIDE]. */
  readonly smallGray: Float32Array;
  /** At half the size, without color, with mean 0 and length 1 [FITTED_SIDE, FITTED_SIDE]. */
  readonly unit: Float32Array;
  /** Mean difference of red and blue from green, in levels of 255. */
  readonly chroma: number;
}

/** All of a picture. */
export const whole: Window = { left: 0, right: 1, top: 0, bottom: 1 };

/** Smooths a picture, so that it can be read between its pixels. @param rgb [SIDE, SIDE, 3] */
export function prepare(rgb: Uint8Array): Prepared {
  const colors = [0, 1, 2].map((channel) => smoothed(rgb, channel));
  const [reds = none, greens = none, blues = none] = colors;
  const grays = new Float32Array(SIDE * SIDE);
  let sum = 0;
  for (let at = 0; at < grays.length; at++) {
    const [red, green, blue] = [reds[at] ?? 0, greens[at] ?? 0, blues[at] ?? 0];
    grays[at] = 0.299 * red + 0.587 * green + 0.114 * blue;
    sum += Math.abs(red - green) + Math.abs(blue - green);
  }
  const planes = [...colors, grays];
  const small = sampleColor({ planes }, 0, whole);
  const smallGray = sampleGray({ planes }, 0, whole);
  const unit = smallGray.slice();
  normalize(unit);
  return { planes, small, smallGray, unit, chroma: sum / (SIDE * SIDE) };
}

const none = new Float32Array(0);

/** One channel, averaged over 3x3 pixels with the weights 1, 2, 1. */
function smoothed(rgb: Uint8Array, channel: number): Float32Array {
  const rows = new Float32Array(SIDE * SIDE);
  const plane = new Float32Array(SIDE * SIDE);
  const last = SIDE - 1;
  for (let row = 0; row < SIDE; row++) {
    const start = row * SIDE;
    for (let column = 0; column < SIDE; column++) {
      const before = column > 0 ? column - 1 : 0;
      const after = column < last ? column + 1 : last;
      rows[start + column] =
        ((rgb[3 * (start + before) + channel] ?? 0) +
          2 * (rgb[3 * (start + column) + channel] ?? 0) +
          (rgb[3 * (start + after) + channel] ?? 0)) /
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
  { planes }: Pick<Prepared, 'planes'>,
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
  { planes }: Pick<Prepared, 'planes'>,
  orientation: number,
  window: Window,
): Float32Array {
  const sampled = new Float32Array(POINTS);
  samplePlane(planes[3] ?? none, orientation, window, sampled);
  return sampled;
}

/** For each point of an axis: the pixel before it, and how far it is behind that pixel. */
interface AxisPoints {
  readonly pixels: Int32Array;
  readonly shares: Float32Array;
}
const axisPoints = (): AxisPoints => ({
  pixels: new Int32Array(FITTED_SIDE),
  shares: new Float32Array(FITTED_SIDE),
});
// Used by one call at a time.
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
 * Reads the turned window of a plane, interpolated linearly.
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
