import { checkCounts } from '../checks/check-counts.js';
import { shareWithinAngle } from './student-t-probability.js';

/** Halvings that determine an angle below π/2 to the last bit. */
const HALVINGS = 60;

/**
 * The quantile of Student's t distribution with ν degrees of freedom: the `t` with P(T ≤ t) = `probability`.
 *
 * Bisects P(|T| ≤ t), which for whole ν is a finite sum over powers of cos θ, θ = atan(t / √ν) (Abramowitz
 * and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4).
 * @param probability above 0 and below 1.
 * @param degreesOfFreedom ν, a whole number of at least 1.
 * @throws RangeError for arguments out of range.
 * @example
 * ```ts
 * import { studentTQuantile } from '@jssl/eval';
 *
 * console.log(studentTQuantile(0.975, 2).toFixed(3)); // 4.303
 * ```
 */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(
      `studentTQuantile: probability must be above 0 and below 1, got ${probability}`,
    );
  }
  checkCounts('studentTQuantile', { degreesOfFreedom });
  const within = Math.abs(2 * probability - 1);
  let [low, high] = [0, Math.PI / 2];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (shareWithinAngle(middle, degreesOfFreedom) < within) low = middle;
    else high = middle;
  }
  return Math.sign(probability - 0.5) * Math.tan(low) * Math.sqrt(degreesOfFreedom);
}
