import { sortByCodePoint } from '../../files/code-point-order.js';

/** The class of a sample, as a number or a text; undefined if it has none. */
export type SampleLabel = number | string | undefined;

/** Classes, and the label of a sample among them. */
export interface SampleClasses {
  readonly classes: readonly string[];
  readonly labelOf: (value: SampleLabel) => number | undefined;
}

/**
 * The classes of samples, from the values of the training samples.
 * @param names of numbered classes, from a file next to the archives.
 * @returns undefined if the values are not classes: there are fewer than two, or more than half of the
 * samples have a value that no other sample has, as with captions.
 */
export function classesOf(
  train: readonly SampleLabel[],
  names: readonly string[],
): SampleClasses | undefined {
  const values = new Set(train.filter((value) => value !== undefined));
  if (values.size < 2 || values.size > Math.max(2, train.length / 2)) return undefined;
  const all = [...values];
  const isNumbered = all.every((value) => typeof value === 'number');
  if (isNumbered && all.every((value) => value >= 0 && value < names.length)) {
    return {
      classes: names,
      labelOf: (value) => (typeof value === 'number' && value < names.length ? value : undefined),
    };
  }
  const sorted = isNumbered
    ? all.sort((first, second) => first - second)
    : sortByCodePoint(all, String);
  const labels = new Map<SampleLabel, number>(sorted.map((value, label) => [value, label]));
  return { classes: sorted.map(String), labelOf: (value) => labels.get(value) };
}
