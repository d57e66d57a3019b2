/** The ends of a confidence interval, shares in [0, 1]. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
