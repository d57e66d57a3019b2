import { checkCounts } from '../checks/check-counts.js';

/**
 * The probability P(T ≤ t) of Student's t distribution with ν degrees of freedom.
 *
 * For whole ν it is a finite sum over powers of cos θ, θ = atan(t / √ν) (Abramowitz and Stegun, Handbook of
 * Mathematical Functions, 26.7.3 and 26.7.4). The absolute error is about 1e-15, so a probability below that is
 * not to be relied on.
 * @param t any number, also infinite.
 * @param degreesOfFreedom ν, a whole number of at least 1.
 * @throws RangeError for arguments out of range.
 * @example
 * ```ts
 * import { studentTProbability } from '@jssl/eval';
 *
 * console.log(studentTProbability(4.303, 2).toFixed(3), studentTProbability(0, 2)); // 0.975 0.5
 * ```
 */
export function studentTProbability(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t)) throw new RangeError('studentTProbability: t must be a number, got NaN');
  checkCounts('studentTProbability', { degreesOfFreedom });
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degreesOfFreedom));
  const outside = Math.max(0, 1 - shareWithinAngle(angle, degreesOfFreedom)) / 2;
  return t < 0 ? outside : 1 - outside;
}

/** P(|T| ≤ √ν·tan θ). */
export function shareWithinAngle(angle: number, degreesOfFreedom: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = degreesOfFreedom % 2;
  // 1 + (1/2)·cos² + (1·3)/(2·4)·cos⁴ + …, or for odd ν cos + (2/3)·cos³ + (2·4)/(3·5)·cos⁵ + …
  let term = odd ? cosine : 1;
  let sum = 0;
  for (let power = odd; power < degreesOfFreedom - 1; power += 2) {
    sum += term;
    term *= ((power + 1) / (power + 2)) * cosine ** 2;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
