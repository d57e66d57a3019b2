import { checkCounts } from './check-counts.js';

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
    if (shareWithin(middle, degreesOfFreedom) < within) low = middle;
    else high = middle;
  }
  return Math.sign(probability - 0.5) * Math.tan(low) * Math.sqrt(degreesOfFreedom);
}

/** P(|T| ≤ √ν·tan θ). */
function shareWithin(angle: number, degreesOfFreedom: number): number {
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
