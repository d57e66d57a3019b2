/**
 * How the terminal, reports and comparisons show an accuracy: a share in percent, with two decimals.
 * @param share in [0, 1].
 * @example
 * ```ts
 * import { formatShare } from '@jssl/trainer';
 *
 * console.log(formatShare(0.7496)); // 74.96 %
 * ```
 */
export function formatShare(share: number): string {
  return formatPercentage(share * 100);
}

/**
 * {@link formatShare} for a number that is in percent already, like the accuracies of `EpochMetrics`.
 * @example
 * ```ts
 * import { formatPercentage } from '@jssl/trainer';
 *
 * console.log(formatPercentage(74.96)); // 74.96 %
 * ```
 */
export function formatPercentage(percentage: number): string {
  return `${percentage.toFixed(2)} %`;
}

/**
 * How the ends of an interval of an accuracy are shown, in percent.
 * @example
 * ```ts
 * import { formatInterval } from '@jssl/trainer';
 *
 * console.log(formatInterval({ low: 0.7411, high: 0.7582 })); // 74.1-75.8
 * ```
 */
export function formatInterval({
  low,
  high,
}: {
  readonly low: number;
  readonly high: number;
}): string {
  return [low, high].map((end) => (end * 100).toFixed(1)).join('-');
}

/**
 * How a loss is shown.
 * @example
 * ```ts
 * import { formatLoss } from '@jssl/trainer';
 *
 * console.log(formatLoss(6.93245)); // 6.9325
 * ```
 */
export function formatLoss(loss: number): string {
  return loss.toFixed(4);
}

/**
 * How the seconds of an epoch are shown in tables.
 * @example
 * ```ts
 * import { formatSeconds } from '@jssl/trainer';
 *
 * console.log(formatSeconds(56.924)); // 56.92
 * ```
 */
export function formatSeconds(seconds: number): string {
  return seconds.toFixed(2);
}
