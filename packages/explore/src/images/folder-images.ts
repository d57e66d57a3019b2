import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import {
  checkDataset,
  drawImageFile,
  readImage,
  type Dataset,
  type ImageListing,
  type ImageSet,
  type ListedImage,
  type ValueRanges,
} from '@jssl/data';

import { categoryField } from './category-field.js';
import { dateField } from './date-field.js';
import type { CheckOptions, ExploredImages, Field } from './explored-images.js';

/** How to explore a folder. */
export interface FolderImagesOptions {
  /** How images of more than 8 bits are scaled: as an encoder's training images were. */
  readonly valueRanges?: ValueRanges | undefined;
  /** Further fields, of the images in the order of the listing. */
  readonly fields?: readonly Field[];
}

/**
 * The image files of a folder, to be explored.
 * @example
 * ```ts
 * import { listImages } from '@jssl/data';
 * import { folderImages } from '@jssl/explore';
 *
 * const listing = await listImages('photos');
 * if (!listing) throw new Error('photos is not a folder of image files');
 * const images = folderImages(listing);
 * console.log(images.name, images.length, images.fields[0]?.values); // photos 20 [ 'blue', 'red' ]
 * ```
 */
export function folderImages(
  listing: ImageListing,
  { valueRanges, fields = [] }: FolderImagesOptions = {},
): ExploredImages {
  const { folder, images } = listing;
  const at = (index: number): ListedImage => {
    const image = images[index];
    if (!image) throw new RangeError(`there are ${images.length} images, got index ${index}`);
    return image;
  };
  const fileOf = (index: number) => join(folder, at(index).path);
  return {
    name: basename(folder),
    source: folder,
    length: images.length,
    fields: [...fieldsOf(listing), ...fields],
    nameOf: (index) => at(index).path,
    stampOf: (index) => `${at(index).bytes} ${at(index).modifiedMs}`,
    contentOf: async (index) => {
      const hash = createHash('sha256');
      await pipeline(createReadStream(fileOf(index)), hash);
      return hash.digest('hex').slice(0, 32);
    },
    fileOf,
    read: (index, side) => readImage(fileOf(index), { height: side, width: side }, { valueRanges }),
    draw: (index, side) => drawImageFile(fileOf(index), { side }),
    check: (options) => checkFiles(listing, options),
    skipped: listing.skipped,
  };
}

function fieldsOf({ images, classes, hasSplits }: ImageListing): Field[] {
  const labels = images.map(({ label }) => label);
  const date = dateField(images.map(({ modifiedMs }) => modifiedMs));
  const splits = ['train', 'validation', 'test'];
  return [
    ...(classes ? [categoryField('label', labels, { values: classes })] : []),
    ...(hasSplits
      ? [
          categoryField(
            'split',
            images.map(({ split }) => split),
            { values: splits },
          ),
        ]
      : []),
    ...(date ? [date] : []),
  ];
}

/** Checks files, which are decoded whole: the data set has names and labels only. */
async function checkFiles(
  { folder, images, classes, hasSplits }: ImageListing,
  options: CheckOptions,
) {
  const setOf = (split: string): ImageSet => {
    const chosen = images.filter((image) => (hasSplits ? image.split : 'train') === split);
    return {
      length: chosen.length,
      name: (index) => chosen[index]?.path ?? '',
      // Read only for a file that can't be: nothing is left to compare then.
      read: () => new Uint8Array(3),
      ...(classes && {
        labels: Int32Array.from(chosen, ({ label }) =>
          label === undefined ? -1 : classes.indexOf(label),
        ),
      }),
    };
  };
  const [validation, test] = [setOf('validation'), setOf('test')];
  const data: Dataset = {
    ...{ name: basename(folder), kind: 'folder', skipped: [], fingerprint: '' },
    ...{ height: 1, width: 1, channels: 3, mean: [], std: [] },
    ...(classes && { classes }),
    train: setOf('train'),
    ...(validation.length > 0 && { validation }),
    ...(test.length > 0 && { test }),
  };
  return checkDataset(data, { folder, m: 1, batchSize: 1, ...options });
}
