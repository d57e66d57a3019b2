/** The k of the paper's code and of arXiv 1805.01978, for tens of thousands of images or more. */
const MOST = 200;

/**
 * A number of neighbors k that suits a labeled bank: the smallest of 200, √B rounded, and the median number
 * of images of its classes; at least 1.
 *
 * 200 is the usual k of weighted kNN (arXiv 1805.01978, Section 3.4) on 50,000 images or more; there this
 * function returns 200. A consistent kNN classifier needs k to grow more slowly than the bank, for which √B
 * is the textbook choice (Duda, Hart and Stork, Pattern Classification, 2001, Section 4.4). And if k exceeds
 * the size of a class, an image of that class is outvoted even by features that separate the classes
 * perfectly.
 * @param labels classes of the bank [B], whole numbers.
 * @throws RangeError for an empty bank.
 * @example
 * ```ts
 * import { defaultNeighbors } from '@jssl/eval';
 *
 * const labels = (images: number, classes: number) =>
 *   Array.from({ length: images }, (_, image) => image % classes);
 * // A hundred photos in 4 classes, the same in 20 classes, and Tiny-ImageNet.
 * console.log(
 *   defaultNeighbors(labels(100, 4)),
 *   defaultNeighbors(labels(100, 20)),
 *   defaultNeighbors(labels(100_000, 200)),
 * ); // 10 5 200
 * ```
 */
export function defaultNeighbors(labels: ArrayLike<number>): number {
  const bank = labels.length;
  if (bank === 0) throw new RangeError('defaultNeighbors: labels must hold at least one, got 0');
  const counts = new Map<number, number>();
  for (let row = 0; row < bank; row++) {
    const label = labels[row] ?? NaN;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const sizes = [...counts.values()].sort((one, other) => one - other);
  // Of an even number of classes the smaller middle one.
  const median = sizes[Math.floor((sizes.length - 1) / 2)] ?? 1;
  return Math.max(1, Math.min(MOST, Math.round(Math.sqrt(bank)), median));
}
