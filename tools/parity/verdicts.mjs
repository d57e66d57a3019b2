/** What counts as parity, and how it is computed. */

/** At step 1 nothing was learned yet: the formulas and the forward pass alone. */
export const FIRST_STEP = 1e-6;
/** After the first step rounding errors grow: up to this multiple of PyTorch's largest is accepted. */
export const FACTOR = 5;
/** Trainings from random weights are equivalent if the means of their accuracies differ by less than this share. */
export const EQUIVALENT = 0.02;
/** One encoder, measured by both: shares of 10,000 images. */
export const SAME_ENCODER = 5e-4;

/**
 * Ranges of steps, counted from 1.
 * @type {[from: number, to: number][]}
 */
export const spans = [
  [1, 1],
  [2, 10],
  [11, 50],
  [51, 200],
];

/** The root of the mean square of the relative differences of losses from `exact` over some steps. */
export function difference(losses, exact, [from, to]) {
  const squares = losses
    .slice(from - 1, to)
    .map((loss, at) => (loss / exact[from - 1 + at] - 1) ** 2);
  return Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / squares.length);
}

/** Whether a difference from float64 is no more than what float32 does to PyTorch, `theirs`. */
export function withinRounding(own, theirs, span) {
  return own <= (span[0] === 1 ? FIRST_STEP : FACTOR * Math.max(...theirs));
}

const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const squaresOf = (numbers) => numbers.reduce((sum, one) => sum + (one - mean(numbers)) ** 2, 0);

/**
 * For each group of numbers, where another of its kind lies with a probability of 95 % (Student's prediction interval);
 * the groups have means of their own and one standard deviation.
 * @param quantile Student's, of a probability and the degrees of freedom.
 */
export function predictionIntervals(groups, quantile) {
  const freedom = groups.reduce((sum, group) => sum + group.length - 1, 0);
  const squares = groups.reduce((sum, group) => sum + squaresOf(group), 0);
  const factor = quantile(0.975, freedom) * Math.sqrt(squares / freedom);
  return groups.map((group) => {
    const half = factor * Math.sqrt(1 + 1 / group.length);
    return [mean(group) - half, mean(group) + half];
  });
}

/**
 * Means, standard deviations and the difference of the means of two samples, with Student's 95 % interval
 * (equal variances; Student, The Probable Error of a Mean, Biometrika 6, 1908).
 * @param quantile Student's, of a probability and the degrees of freedom.
 */
export function compareMeans(own, other, quantile) {
  const freedom = own.length + other.length - 2;
  const variance = (squaresOf(own) + squaresOf(other)) / freedom;
  const error = Math.sqrt(variance * (1 / own.length + 1 / other.length));
  const gap = mean(own) - mean(other);
  const half = quantile(0.975, freedom) * error;
  const summary = (numbers) => ({
    mean: mean(numbers),
    deviation: Math.sqrt(squaresOf(numbers) / (numbers.length - 1)),
  });
  return { own: summary(own), other: summary(other), gap, interval: [gap - half, gap + half] };
}
