import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { DataError } from './dataset/data-error.js';
import type { Dataset, Progress } from './dataset/dataset.js';
import { reasonOf } from './dataset/reason-of.js';
import type { FileSource } from './files/file-source.js';
import type { ReadOptions } from './files/read-options.js';
import { readCifar } from './formats/cifar.js';
import { readIdx } from './formats/idx.js';
import { readImageFolder } from './formats/image-folder.js';
import { readParquet } from './formats/parquet.js';
import { getDataset, knownDatasets, suggestName } from './known/known-datasets.js';
import { openPackedFile } from './packed/open-packed-file.js';
import { openFiles, type CacheOptions } from './packed/open-source.js';
import { datasetOf } from './packed/packed-dataset.js';
import { formatOfFile, formatOfFolder, sourceFormats, type SourceFormat } from './source-format.js';

const LARGEST_SIZE = 2048;

/** How to open a data set. */
export interface OpenOptions extends CacheOptions {
  /**
   * H and W to which image files are resized (the shorter side) and cropped (about the center), from 1
   * to 2048. Default: as they are if all share one size of at most 512, else 64. Known data sets,
   * CIFAR, IDX and packed files keep the one size that they have.
   */
  readonly imageSize?: number | undefined;
  /** Draws the held-out tenth of a source without test images; a whole number from 0. Default 0. */
  readonly seed?: number | undefined;
  /** How the images are stored. Default: what the names and first bytes of the files say. */
  readonly format?: SourceFormat | undefined;
  /** Hears how far scanning, decoding, downloading and packing are; nothing if it was done before. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

function checkWhole(name: string, value: number | undefined, from: number, to: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= from && value <= to)) return;
  throw new DataError(
    `openDataset: ${name} must be a whole number from ${from} to ${to}, got ${value}`,
  );
}

/** The format of the folder or file at a path: the one that was asked for, if it can be that one. */
async function findFormat(source: string, asked: SourceFormat | undefined): Promise<SourceFormat> {
  const path = resolve(source);
  try {
    if ((await stat(source)).isDirectory()) {
      if (asked !== 'packed') return asked ?? (await formatOfFolder(path));
      throw new DataError(`openDataset: a packed source must be a file, got the folder ${path}`);
    }
    const format = asked ?? (await formatOfFile(path));
    if (format && format !== 'folder' && format !== 'unlabeled') return format;
  } catch (error) {
    if (error instanceof DataError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      throw new DataError(`openDataset: ${path} can't be opened: ${reasonOf(error)}`);
    }
    const names = knownDatasets.map(({ name }) => name).join(', ');
    throw new DataError(
      `openDataset: source must be a folder of images or one of ${names}, ` +
        `got ${JSON.stringify(source)}, which does not exist${suggestName(source)}`,
    );
  }
  throw new DataError(
    'openDataset: source must be a folder, or a file of CIFAR, IDX, Parquet or packed images, ' +
      `got the file ${path}`,
  );
}

async function openPacked(file: string): Promise<Dataset> {
  const packed = await openPackedFile(file, undefined);
  if (packed) return datasetOf(packed);
  throw new DataError(
    `openDataset: ${file} must be a whole packed file of this version, got a damaged or another one; pack it anew`,
  );
}

const readers: Readonly<
  Record<
    Exclude<SourceFormat, 'packed'>,
    (path: string, options: ReadOptions) => Promise<FileSource>
  >
> = {
  folder: readImageFolder,
  unlabeled: (path, options) => readImageFolder(path, options, false),
  cifar: readCifar,
  idx: readIdx,
  parquet: readParquet,
};

/**
 * Opens images at a path or a data set known by name, with the pixels of all of them at hand.
 *
 * The first time, every image is decoded into one packed file in the cache folder; after that this
 * file is opened, for as long as the files keep their names and their content.
 *
 * A folder holds `CLASS/**`, or `{train,val,test}/CLASS/**`, or Tiny-ImageNet-200, or images without
 * labels, or the files of CIFAR or of the MNIST family, or Parquet files with images. Labeled images without a labeled `test` or
 * `val` beside them lose a tenth of each class as test images. Images become 8-bit sRGB; damaged ones
 * are left out and listed.
 * @param source a folder, a file, or one of `knownDatasets` (write `./NAME` for a folder so called).
 * @throws DataError if there is no such path or name, no image in it, or none that can be decoded,
 * or if an option is out of range.
 * @throws DataFailure if a download fails, or the packed file can't be read or written.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 *
 * // photos/red and photos/blue hold ten images each, of 8x8 pixels.
 * const { train, test, classes, height } = await openDataset('photos');
 * console.log(classes, height, train.length, test?.length); // [ 'blue', 'red' ] 8 18 2
 * console.log(train.read([0, 1]).length); // 384
 * ```
 */
export async function openDataset(source: string, options: OpenOptions = {}): Promise<Dataset> {
  const { cacheFolder, cacheLimit, imageSize, format } = options;
  const { seed = 0, onProgress = () => undefined } = options;
  const cache = { cacheFolder, cacheLimit };
  checkWhole('imageSize', imageSize, 1, LARGEST_SIZE);
  checkWhole('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  checkWhole('cacheLimit', cacheLimit, 0, Number.MAX_SAFE_INTEGER);
  if (format !== undefined && !sourceFormats.includes(format)) {
    throw new DataError(
      `openDataset: format must be one of ${sourceFormats.join(', ')}, got ${format}`,
    );
  }
  if (knownDatasets.some(({ name }) => name === source)) {
    return getDataset(source, { ...cache, onProgress });
  }
  const chosen = await findFormat(source, format);
  const path = resolve(source);
  if (chosen === 'packed') return openPacked(path);
  const read = await readers[chosen](path, { imageSize, seed });
  return openFiles(read, cache, onProgress);
}
