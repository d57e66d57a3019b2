import { dotProduct } from './dot-product.js';
import { FITTED_SIDE } from './fit-tone.js';
import { orientationOf } from './orientation.js';
import type { Window } from './picture-codes.js';
import { samplePlane, sampleSlopes, type Prepared } from './prepared-picture.js';
import { solveSymmetric } from './solve-symmetric.js';

/** The most that can be cropped from each side, as a share. */
const MOST_CROPPED = 0.12;
/** Most windows to try; three to six usually suffice. */
const MOST_TRIED = 12;
/** The search ends when correlation improves by less. */
const LEAST_GAIN = 1e-5;
/** Steps shorter than this share of a side change nothing visible. */
const SHORTEST = 1e-4;
/** How far correlation can exceed the value that the slopes predict. */
const BEYOND_PROMISE = 0.03;

const POINTS = FITTED_SIDE ** 2;
/** The columns of the regression: the picture, and its slopes by the left, right, top and bottom edge. */
const COLUMNS = 5;
// Scratch space, used by one call at a time.
const columns = Array.from({ length: COLUMNS }, () => new Float32Array(POINTS));
const [values = new Float32Array(0), byLeft = values, byRight = values] = columns;
const [byTop = values, byBottom = values] = columns.slice(3);

/** A window that was tried. */
export interface FittedWindow {
  readonly window: Window;
  /** Correlation of the turned window of one picture with the whole other one. */
  readonly correlation: number;
}

/** A window with what a linear regression needs to improve it. */
interface Trial extends FittedWindow {
  /** [COLUMNS, COLUMNS] */
  readonly squares: Float64Array;
  /** Products of the columns with the other picture [COLUMNS]. */
  readonly products: Float64Array;
}

/**
 * Finds the window of one picture that is most like another picture: Gauss-Newton steps for the four edges,
 * with brightness and contrast as further unknowns, which maximizes their correlation.
 * @param reached the search stops once it is unlikely to reach this correlation.
 */
export function fitWindow(
  from: Prepared,
  to: Prepared,
  {
    orientation,
    start,
    reached,
  }: { readonly orientation: number; readonly start: Window; readonly reached: number },
): FittedWindow {
  let best = tryWindow(from, to, orientation, start);
  let improvement = improvementOf(best);
  let share = 1;
  for (let tried = 1; tried < MOST_TRIED && improvement; tried++) {
    if (improvement.promised + BEYOND_PROMISE < reached) break;
    const window = moved(best.window, improvement.step, share);
    if (farthest(best.window, window) < SHORTEST) break;
    const trial = tryWindow(from, to, orientation, window);
    const gain = trial.correlation - best.correlation;
    if (gain < LEAST_GAIN) {
      // The slopes are only valid nearby.
      share /= 2;
      if (gain > 0) best = trial;
      if (gain > -LEAST_GAIN) break;
      continue;
    }
    best = trial;
    improvement = improvementOf(best);
    share = 1;
  }
  return best;
}

/** Correlation of a turned window of one picture with the whole other one. */
export function correlationOf(
  from: Prepared,
  to: Prepared,
  orientation: number,
  window: Window,
): number {
  samplePlane(from.gray, orientation, window, values);
  center(values);
  return dotProduct(values, to.unit) / Math.sqrt(Math.max(dotProduct(values, values), 1e-6));
}

/** The same, with the regression there. */
function tryWindow(from: Prepared, to: Prepared, orientation: number, window: Window): Trial {
  // The arrays for the right and bottom edges first hold the horizontal and vertical slopes.
  sampleSlopes(from.gray, orientation, window, { values, across: byRight, down: byBottom });
  const { transpose, mirror, flip } = orientationOf(orientation);
  const [isReversedAcross, isReversedDown] = transpose ? [flip, mirror] : [mirror, flip];
  for (let row = 0, at = 0; row < FITTED_SIDE; row++) {
    for (let column = 0; column < FITTED_SIDE; column++, at++) {
      const x = ((transpose ? row : column) + 0.5) / FITTED_SIDE;
      const y = ((transpose ? column : row) + 0.5) / FITTED_SIDE;
      const across = byRight[at] ?? 0;
      const down = byBottom[at] ?? 0;
      const right = across * (isReversedAcross ? 1 - x : x);
      const bottom = down * (isReversedDown ? 1 - y : y);
      byLeft[at] = across - right;
      byRight[at] = right;
      byTop[at] = down - bottom;
      byBottom[at] = bottom;
    }
  }
  for (const column of columns) center(column);
  const squares = new Float64Array(COLUMNS * COLUMNS);
  for (const [one, column] of columns.entries()) {
    for (let other = one; other < COLUMNS; other++) {
      const sum = dotProduct(column, columns[other] ?? column);
      squares[one * COLUMNS + other] = sum;
      squares[other * COLUMNS + one] = sum;
    }
  }
  const products = Float64Array.from(columns, (column) => dotProduct(column, to.unit));
  const correlation = (products[0] ?? 0) / Math.sqrt(Math.max(squares[0] ?? 0, 1e-6));
  return { window, correlation, squares, products };
}

/** Subtracts the mean. */
function center(column: Float32Array): void {
  let sum = 0;
  for (let at = 0; at < POINTS; at++) sum += column[at] ?? 0;
  const mean = sum / POINTS;
  for (let at = 0; at < POINTS; at++) column[at] = (column[at] ?? 0) - mean;
}

/** How far to move each edge, as a share of a side: left, right, top, bottom. */
type Step = readonly [number, number, number, number];

const edgesOf = ({ left, right, top, bottom }: Window): Step => [left, right, top, bottom];
/** The sign of a step that crops more, for each edge. */
const INWARD = [1, -1, 1, -1];
/** How much is cropped at each edge. */
const croppedBy = (window: Window) =>
  edgesOf(window).map((edge, at) => ((at & 1) === 0 ? edge : 1 - edge));

/** A step, and the correlation that the slopes predict after it. */
interface Improvement {
  readonly step: Step;
  readonly promised: number;
}

/** The step with the highest predicted correlation; undefined without contrast. */
function improvementOf({ window, squares, products }: Trial): Improvement | undefined {
  const free = [true, true, true, true, true];
  const cropped = croppedBy(window);
  // Edges that would leave their range are fixed, and the others are solved again.
  for (let round = 0; round < COLUMNS; round++) {
    const solved = solveSymmetric(squares, products, free);
    const [contrast = 0, ...moves] = solved;
    if (contrast <= 0) return undefined;
    const step = moves.map((move) => move / contrast) as unknown as Step;
    const leaving = step.findIndex((move, at) => {
      const inward = move * (INWARD[at] ?? 1);
      const now = cropped[at] ?? 0;
      return free[at + 1] && ((now <= 0 && inward < 0) || (now >= MOST_CROPPED && inward > 0));
    });
    if (leaving < 0) {
      // How much of the other picture (a unit vector) the regression explains.
      const explained = solved.reduce((sum, one, at) => sum + one * (products[at] ?? 0), 0);
      return { step, promised: Math.sqrt(Math.max(0, explained)) };
    }
    free[leaving + 1] = false;
  }
  return undefined;
}

function moved(window: Window, step: Step, share: number): Window {
  const [left, right, top, bottom] = edgesOf(window).map((edge, at) => {
    const tried = edge + share * (step[at] ?? 0);
    return (at & 1) === 0
      ? Math.min(Math.max(tried, 0), MOST_CROPPED)
      : Math.max(Math.min(tried, 1), 1 - MOST_CROPPED);
  }) as unknown as Step;
  return { left, right, top, bottom };
}

/** The largest move of an edge. */
function farthest(one: Window, other: Window): number {
  const edges = edgesOf(other);
  return Math.max(...edgesOf(one).map((edge, at) => Math.abs(edge - (edges[at] ?? 0))));
}
