/** An estimated difference of two means, for {@link judgeDifferences}. */
export interface DifferenceEstimate {
  readonly difference: number;
  /** The standard error of the difference, at least 0. */
  readonly standardError: number;
  /** Of the standard error: a whole number of at least 1. */
  readonly degreesOfFreedom: number;
}
