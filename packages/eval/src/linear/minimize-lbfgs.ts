/** A function's value and gradient at a point. */
export interface ValueAndGradient {
  readonly value: number;
  readonly gradient: Float64Array;
}

type Evaluate = (point: Float64Array) => ValueAndGradient | Promise<ValueAndGradient>;

/** Where a minimization ended, and why. */
export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** The largest component of the gradient there, in magnitude. */
  readonly largestGradient: number;
  /** False if the iterations ran out, or no step decreased the value. */
  readonly converged: boolean;
}

/** How to minimize. */
export interface LbfgsOptions {
  /** Above 0. */
  readonly tolerance: number;
  /** At least 1. */
  readonly maxIterations: number;
  /**
   * Where known, about the inverse of the curvature along each coordinate, above 0, up to a common factor: saves
   * iterations where curvatures are very different. Default: all equal.
   */
  readonly inverse?: Float64Array | undefined;
}

/** Number of past steps that approximate the curvature. */
const MEMORY = 10;
/** Required share of the decrease that the gradient predicts (Armijo's c₁). */
const SUFFICIENT = 1e-4;
/** Relative rounding error of a value computed in float32. */
const ROUNDING = 1e-6;
/** Halvings of a step before the search gives up. */
const HALVINGS = 20;

/**
 * Minimizes a smooth convex function by L-BFGS (Nocedal and Wright, Numerical Optimization, 2006,
 * Algorithm 7.5); each step is halved until the value decreases sufficiently (their equation 3.4). It has
 * converged when no component of the gradient exceeds `tolerance`.
 * @param evaluate gives value and gradient, maybe as a promise; values may be rounded to float32.
 * @param start where to start; not changed.
 * @example
 * ```ts
 * import { minimizeLbfgs } from '@jssl/eval';
 *
 * // (x − 3)² + 10 (y + 1)²
 * const { point, converged } = await minimizeLbfgs(
 *   ([x, y]) => ({
 *     value: (x - 3) ** 2 + 10 * (y + 1) ** 2,
 *     gradient: Float64Array.of(2 * (x - 3), 20 * (y + 1)),
 *   }),
 *   Float64Array.of(0, 0),
 *   { tolerance: 1e-6, maxIterations: 100 },
 * );
 * console.log(
 *   [...point].map((value) => value.toFixed(4)),
 *   converged,
 * ); // [ '3.0000', '-1.0000' ] true
 * ```
 */
export async function minimizeLbfgs(
  evaluate: Evaluate,
  start: Float64Array,
  { tolerance, maxIterations, inverse }: LbfgsOptions,
): Promise<Minimum> {
  let at: Place = { point: start, ...(await evaluate(start)) };
  let history: Correction[] = [];
  for (let iterations = 0; ; iterations++) {
    const { point, value, gradient } = at;
    const largestGradient = largest(gradient);
    const end = (converged: boolean) => ({ point, value, iterations, largestGradient, converged });
    if (largestGradient <= tolerance) return end(true);
    if (iterations === maxIterations) return end(false);
    let next = await search(evaluate, at, { history, inverse });
    if (!next && history.length > 0) {
      // The approximation misleads: restart with steepest descent.
      history = [];
      next = await search(evaluate, at, { history, inverse });
    }
    if (!next) return end(false);
    const moved = step(next.point, -1, point);
    const change = step(next.gradient, -1, gradient);
    const curvature = dot(moved, change);
    // Positive for a convex function, up to rounding.
    if (curvature > 1e-10 * dot(change, change)) {
      history = [...history, { moved, change, curvature }].slice(-MEMORY);
    }
    at = next;
  }
}

/** A point with the value and the gradient there. */
interface Place extends ValueAndGradient {
  readonly point: Float64Array;
}

/** The point after a step that decreases the value sufficiently; undefined when there is none. */
async function search(
  evaluate: Evaluate,
  { point, value, gradient }: Place,
  { history, inverse }: Curvature,
): Promise<Place | undefined> {
  const direction = descentDirection(gradient, { history, inverse });
  const slope = dot(gradient, direction);
  // Without a history the curvature is unknown, so limit the step's length to 1.
  let size = history.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-slope));
  for (let halving = 0; halving <= HALVINGS; halving++) {
    const next = step(point, size, direction);
    const reached = await evaluate(next);
    const bound = value + SUFFICIENT * size * slope + ROUNDING * Math.abs(value);
    if (reached.value <= bound) return { point: next, ...reached };
    size /= 2;
  }
  return undefined;
}

/** A past step (s), the change of the gradient with it (y), and sᵀy. */
interface Correction {
  readonly moved: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/** What is known about the curvature. */
interface Curvature {
  readonly history: readonly Correction[];
  readonly inverse: Float64Array | undefined;
}

/** −H·gradient by the two loops of Algorithm 7.4; H approximates the inverse Hessian. */
function descentDirection(gradient: Float64Array, { history, inverse }: Curvature): Float64Array {
  let direction: Float64Array = scaled(gradient, -1);
  const alphas: number[] = [];
  for (const { moved, change, curvature } of history.toReversed()) {
    const alpha = dot(moved, direction) / curvature;
    alphas.push(alpha);
    direction = step(direction, -alpha, change);
  }
  if (inverse) direction = times(direction, inverse);
  const last = history.at(-1);
  if (last) {
    const { change } = last;
    const scale = last.curvature / dot(change, inverse ? times(change, inverse) : change);
    direction = scaled(direction, scale);
  }
  for (const { moved, change, curvature } of history) {
    const beta = dot(change, direction) / curvature;
    direction = step(direction, (alphas.pop() ?? NaN) - beta, moved);
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? NaN) * (b[at] ?? NaN);
  return sum;
}

/** from + size·direction. A plain loop: calling a function for each number takes most of a minimization. */
function step(from: Float64Array, size: number, direction: Float64Array): Float64Array {
  const moved = new Float64Array(from.length);
  for (let at = 0; at < moved.length; at++) {
    moved[at] = (from[at] ?? NaN) + size * (direction[at] ?? NaN);
  }
  return moved;
}

/** size·vector */
function scaled(vector: Float64Array, size: number): Float64Array {
  const result = new Float64Array(vector.length);
  for (let at = 0; at < result.length; at++) result[at] = size * (vector[at] ?? NaN);
  return result;
}

/** The products of two vectors' elements. */
function times(one: Float64Array, other: Float64Array): Float64Array {
  const result = new Float64Array(one.length);
  for (let at = 0; at < result.length; at++) result[at] = (one[at] ?? NaN) * (other[at] ?? NaN);
  return result;
}

/** The largest magnitude; NaN if a number is NaN. */
function largest(vector: Float64Array): number {
  let most = 0;
  for (let at = 0; at < vector.length; at++) most = Math.max(most, Math.abs(vector[at] ?? NaN));
  return most;
}
