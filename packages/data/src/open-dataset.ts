import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { DataError } from './data-error.js';
import type { Dataset, Progress } from './dataset.js';
import { readImageFolder } from './image-folder.js';
import { getDataset, knownDatasets, suggestName } from './known-datasets.js';
import { openSource } from './open-source.js';
import { reasonOf } from './reason-of.js';

const LARGEST_SIZE = 2048;

/** How to open a data set. */
export interface OpenOptions {
  /** Where the packed file is kept, in the folder `data`. */
  readonly cacheFolder: string;
  /**
   * H and W to which the images of a folder are resized (the shorter side) and cropped (about the
   * centre), from 1 to 2048. Default: as they are if all share one size of at most 512, else 64.
   */
  readonly imageSize?: number | undefined;
  /** Draws the held-out tenth of a folder without test images; a whole number from 0. Default 0. */
  readonly seed?: number | undefined;
  /** Hears how far scanning, decoding, downloading and packing are; nothing if it was done before. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

function checkWhole(name: string, value: number | undefined, from: number, to: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= from && value <= to)) return;
  throw new DataError(
    `openDataset: ${name} must be a whole number from ${from} to ${to}, got ${value}`,
  );
}

async function checkFolder(source: string): Promise<void> {
  const status = await stat(source).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      throw new DataError(`openDataset: ${resolve(source)} can't be opened: ${reasonOf(error)}`);
    }
    const names = knownDatasets.map(({ name }) => name).join(', ');
    throw new DataError(
      `openDataset: source must be a folder of images or one of ${names}, ` +
        `got ${JSON.stringify(source)}, which does not exist${suggestName(source)}`,
    );
  });
  if (!status.isDirectory()) {
    throw new DataError(`openDataset: source must be a folder, got the file ${resolve(source)}`);
  }
}

/**
 * Opens a folder of images or a data set known by name, with the pixels of all images at hand.
 *
 * The first time, every image is decoded into one packed file in the cache folder; after that this
 * file is opened, for as long as the folder's files keep their names, sizes and times.
 *
 * A folder holds `CLASS/**`, or `{train,val,test}/CLASS/**`, or Tiny-ImageNet-200 as downloaded, or
 * images without labels. Labelled images without a labelled `test` or `val` beside them lose a tenth
 * of each class as test images. Images become 8-bit sRGB; damaged ones are left out and listed.
 * @param source the folder, or one of `knownDatasets` (write `./NAME` for a folder of such a name).
 * @throws DataError if there is no such folder or name, no image in it, or none that can be decoded,
 * or if an option is out of range.
 * @throws DataFailure if a download fails, or the packed file can't be read or written.
 */
export async function openDataset(source: string, options: OpenOptions): Promise<Dataset> {
  const { cacheFolder, imageSize, seed, onProgress = () => undefined } = options;
  checkWhole('imageSize', imageSize, 1, LARGEST_SIZE);
  checkWhole('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (knownDatasets.some(({ name }) => name === source)) {
    if (imageSize !== undefined) {
      throw new DataError(
        `openDataset: imageSize is for folders, got ${imageSize} for ${source}; leave it out`,
      );
    }
    return getDataset(source, { cacheFolder, onProgress });
  }
  await checkFolder(source);
  return openSource(await readImageFolder(source, { imageSize, seed }), cacheFolder, onProgress);
}
