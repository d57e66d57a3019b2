/**
 * How far the highest of several accuracies, measured on the same N images, must be above another before it
 * says more than chance: 1/√N, two standard errors of a share where that error is largest, at one half. The
 * highest of many equally good epochs is the luckiest one; the latest epoch within this margin of it is as
 * good as can be told (compare the one-standard-error rule of Breiman and others, Classification and
 * Regression Trees, 1984, Section 3.4.3; two errors, since the highest is one of many).
 * @param images N, at least 1.
 * @returns a difference of shares: 0.1 for 100 images, 0.01 for 10,000.
 * @throws RangeError for fewer than one image.
 * @example
 * ```ts
 * import { selectionMargin } from '@jssl/eval';
 *
 * console.log(selectionMargin(100), selectionMargin(10_000)); // 0.1 0.01
 * ```
 */
export function selectionMargin(images: number): number {
  if (!(images >= 1)) {
    throw new RangeError(`selectionMargin: images must be at least 1, got ${images}`);
  }
  return 1 / Math.sqrt(images);
}
