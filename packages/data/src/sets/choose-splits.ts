import type { DatasetDescription } from '../dataset/dataset.js';
import { holdOut } from './hold-out.js';

/** The images of a source, by split. */
export interface Splits<Item> extends Pick<DatasetDescription, 'testOrigin'> {
  readonly train: readonly Item[];
  readonly validation: readonly Item[];
  readonly test: readonly Item[];
}

/**
 * Chooses the test images: those of the source, else its validation images, else a tenth of each class of
 * the training images, drawn with `seed`: of images with a group, whole groups. Images without labels are all for training.
 */
export function chooseSplits<Item extends { readonly label?: number; readonly group?: string }>(
  { train, validation, test }: Omit<Splits<Item>, 'testOrigin'>,
  seed: number,
): Splits<Item> {
  if (test.length > 0) return { train, validation, test, testOrigin: 'test' };
  if (validation.length > 0) {
    return { train, validation: [], test: validation, testOrigin: 'validation' };
  }
  if (!train.some(({ label }) => label !== undefined)) return { train, validation, test };
  const parts = holdOut(
    train,
    (item) => item.label ?? 0,
    seed,
    ({ group }) => group,
  );
  return { ...parts, validation, testOrigin: 'held-out' };
}

/** Every item with its split, in the order in which a source yields them. */
export function inOrder<Item>({ train, validation, test }: Splits<Item>) {
  return [
    ...train.map((item) => ({ item, split: 'train' as const })),
    ...validation.map((item) => ({ item, split: 'validation' as const })),
    ...test.map((item) => ({ item, split: 'test' as const })),
  ];
}
