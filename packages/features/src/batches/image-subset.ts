import { selectImages, type Dataset, type ImageSet } from '@jssl/data';
import { randomPermutation } from '@jssl/moco';
import { checkSettings } from '@jssl/settings';

import { labelSettings } from '../settings/classifier-settings.js';
import { randomStream } from './random-streams.js';

/**
 * A seeded random choice of `count` images, in their original order; all images if there are no more.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { limitImages } from '@jssl/features';
 *
 * const { train } = await openDataset('photos');
 * console.log(limitImages(train, 4, 1).length, limitImages(train, undefined, 1) === train); // 4 true
 * ```
 */
export function limitImages(set: ImageSet, count: number | undefined, seed: number): ImageSet {
  if (count === undefined || count >= set.length) return set;
  const order = randomPermutation(set.length, randomStream(seed, 'subset'));
  return selectImages(set, order.slice(0, count).sort());
}

/**
 * The training images whose labels are used: `fraction` of each class, but at least one image.
 * @param fraction above 0, at most 1.
 * @throws SettingError for a fraction out of range.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { limitLabels } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * console.log(photos.train.length, limitLabels(photos.train, 0.3, 1).length); // 18 6
 * ```
 */
export function limitLabels(train: ImageSet, fraction: number, seed: number): ImageSet {
  checkSettings(labelSettings, { fraction });
  if (fraction === 1 || !train.labels) return train;
  return selectImages(train, stratifiedSplit(train.labels, fraction, { seed }).validation);
}

/**
 * Splits labeled images into a kNN bank and a stratified validation part: `share` of each class, at least
 * one image but never all of them.
 * @param options.groups images with the same number here [N], such as drawings of one emoji, stay in the same part:
 * `share` of the groups of each class is drawn. A group is of the class of its first image.
 * @returns indices in ascending order.
 */
export function stratifiedSplit(
  labels: Int32Array,
  share: number,
  { seed, groups }: { readonly seed: number; readonly groups?: ArrayLike<number> | undefined },
): { bank: Int32Array; validation: Int32Array } {
  const validation = new Set<number>();
  // Of each class, its images or groups of images.
  const byClass = new Map<number, number[][]>();
  const known = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const group = groups?.[index] ?? index;
    const members = known.get(group);
    if (members) {
      members.push(index);
      return;
    }
    const own = [index];
    known.set(group, own);
    const others = byClass.get(label);
    if (others) others.push(own);
    else byClass.set(label, [own]);
  });
  for (const [label, members] of byClass) {
    const count = Math.min(members.length - 1, Math.max(1, Math.round(members.length * share)));
    const order = randomPermutation(members.length, randomStream(seed, 'split', label));
    for (const at of order.subarray(0, count)) {
      for (const index of members[at] ?? []) validation.add(index);
    }
  }
  const all = Int32Array.from(labels.keys());
  return {
    bank: all.filter((index) => !validation.has(index)),
    validation: all.filter((index) => validation.has(index)),
  };
}

/**
 * The group number of each image: images with the same value of the partners' attribute have the same number,
 * or without partners, of the attribute `group`, which a table of labels gives.
 * @returns [N]; undefined for images without the attribute.
 * @example
 * ```ts
 * import { partnerGroups } from '@jssl/features';
 *
 * const images = {
 *   length: 3,
 *   attributes: { identity: ['cat', 'dog', 'cat'] },
 *   name: String,
 *   read: () => new Uint8Array(),
 * };
 * const partners = { attribute: 'identity', across: 'vendor' };
 * console.log([...(partnerGroups(images, partners) ?? [])]); // [ 0, 1, 0 ]
 * ```
 */
export function partnerGroups(
  { attributes }: Pick<ImageSet, 'attributes'>,
  partners: Dataset['partners'],
): Int32Array | undefined {
  const values = attributes?.[partners?.attribute ?? 'group'];
  if (!values) return undefined;
  const numbers = new Map<string, number>();
  return Int32Array.from(values, (value, index) => {
    // Without a value an image has no partner.
    if (value === '') return -1 - index;
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  });
}
