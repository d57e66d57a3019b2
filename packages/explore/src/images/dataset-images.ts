import { checkDataset, joinImages, type Dataset, type Split } from '@jssl/data';
import sharp from 'sharp';

import { categoryField } from './category-field.js';
import type { ExploredImages, Field } from './explored-images.js';

/**
 * The images of an open data set (CIFAR, IDX, Parquet, WebDataset, a known name), to be explored.
 * @param source where they are: a path or a known name.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { datasetImages } from '@jssl/explore';
 *
 * const images = datasetImages(await openDataset('photos'), 'photos');
 * console.log(images.length, (await images.read(0, 4)).length); // 20 48
 * ```
 */
export function datasetImages(
  data: Dataset,
  source: string,
  { fields = [] }: { readonly fields?: readonly Field[] } = {},
): ExploredImages {
  const { height, width, classes, fingerprint, testOrigin } = data;
  const channels = data.channels as 1 | 3;
  const splits: readonly Split[] = ['train', 'validation', 'test'];
  const sets = splits.flatMap((split) => {
    const set = data[split];
    return set ? [{ split, set }] : [];
  });
  const all = joinImages(sets.map(({ set }) => set));
  const drawn = (index: number) => sharp(all.read([index]), { raw: { height, width, channels } });
  const labels = all.labels;
  return {
    name: data.name,
    source,
    length: all.length,
    fields: [
      ...(classes && labels
        ? [{ name: 'label', values: classes, codes: labels, isOrdered: false }]
        : []),
      ...(testOrigin !== undefined && testOrigin !== 'held-out'
        ? [
            categoryField(
              'split',
              sets.flatMap(({ split, set }) => new Array<string>(set.length).fill(split)),
              { values: splits },
            ),
          ]
        : []),
      ...fields,
    ],
    nameOf: all.name,
    stampOf: () => fingerprint,
    contentOf: (index) => Promise.resolve(`${fingerprint} ${index}`),
    fileOf: () => undefined,
    read: async (index, side) =>
      drawn(index)
        .resize(side, side, { fit: 'cover' })
        .toColourspace('srgb')
        .raw({ depth: 'uchar' })
        .toBuffer(),
    draw: async (index, side) =>
      drawn(index)
        .resize(side, side, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 80 })
        .toBuffer(),
    check: (options) => checkDataset(data, { m: 1, batchSize: 1, ...options }),
    skipped: data.skipped,
  };
}
