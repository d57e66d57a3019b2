import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { DataError } from './dataset/data-error.js';
import type { Dataset } from './dataset/dataset.js';
import { reasonOf } from './dataset/reason-of.js';
import { recordSource } from './dataset/source-of.js';
import type { ValueRange, ValueRanges } from './dataset/value-range.js';
import { runWork, type WorkOptions } from './dataset/work.js';
import type { FileSource } from './files/file-source.js';
import type { ReadOptions } from './files/read-options.js';
import { readCifar } from './formats/cifar.js';
import { readIdx } from './formats/idx.js';
import { readImageFolder } from './formats/image-folder.js';
import { readParquet } from './formats/parquet.js';
import { readWebDataset } from './formats/webdataset.js';
import { getDataset, knownDatasets, suggestName } from './known/known-datasets.js';
import { openPackedFile } from './packed/open-packed-file.js';
import { openFiles, type CacheOptions } from './packed/open-source.js';
import { datasetOf } from './packed/packed-dataset.js';
import {
  formatOfFile,
  formatOfFolder,
  sourceFormats,
  whatIs,
  type SourceFormat,
} from './source-format.js';
import { snapshotOf } from './formats/hub-cache.js';

const LARGEST_SIZE = 2048;

/** How to open a data set. */
export interface OpenOptions extends CacheOptions, WorkOptions {
  /**
   * H and W of the decoded images, from 1 to 2048: the shorter side is resized and the rest cropped about
   * the center. Default: their own size if all images share one of at most 512, else 64. Known data sets,
   * CIFAR, IDX and packed files keep their size.
   */
  readonly imageSize?: number | undefined;
  /**
   * The values that become black and white in images of more than 8 bits (floating point, 16 or 32 bits):
   * finite, the lower first. Default: what the files state, else what the training images use; all of 16
   * bits if the values reach the upper half of them. CIFAR, IDX and packed files have 8 bits.
   */
  readonly valueRange?: ValueRange | undefined;
  /**
   * The `valueRanges` of another data set, for an encoder that was trained on it: other images are then
   * scaled like its. `valueRange` overrides them.
   */
  readonly valueRanges?: ValueRanges | undefined;
  /** Draws the held-out tenth of a source without test images; a whole number of at least 0. Default 0. */
  readonly seed?: number | undefined;
  /**
   * How the images are stored. Default: detected from the names and first bytes of the files. `unlabelled`,
   * as older run folders spell it, means `unlabeled`.
   */
  readonly format?: SourceFormat | 'unlabelled' | undefined;
}

function checkRange(name: string, range: unknown): void {
  if (range === undefined) return;
  const [low, high] = Array.isArray(range) && range.length === 2 ? (range as unknown[]) : [];
  // The range of constant images is a single value.
  const isOrdered =
    Number.isFinite(low) && Number.isFinite(high) && (low as number) <= (high as number);
  if (isOrdered && (low !== high || name !== 'valueRange')) return;
  throw new DataError(
    `openDataset: ${name} must be two numbers, the lower one first, got ${JSON.stringify(range)}`,
  );
}

function checkWhole(name: string, value: number | undefined, from: number, to: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= from && value <= to)) return;
  throw new DataError(
    `openDataset: ${name} must be a whole number from ${from} to ${to}, got ${value}`,
  );
}

/** The folder or file to open, and how. */
interface FoundSource {
  readonly path: string;
  readonly format: SourceFormat;
  /** What was passed over. */
  readonly note?: string | undefined;
}

/** The folder or file at a path and its format: the requested one, if possible. */
async function findFormat(
  source: string,
  requested: SourceFormat | undefined,
): Promise<FoundSource> {
  let path = resolve(source);
  try {
    if ((await stat(source)).isDirectory()) {
      path = await snapshotOf(path);
      if (requested === 'packed') {
        throw new DataError(`openDataset: a packed source must be a file, got the folder ${path}`);
      }
      return { path, ...(requested ? { format: requested } : await formatOfFolder(path)) };
    }
    const format = requested ?? (await formatOfFile(path));
    if (format && format !== 'folder' && format !== 'unlabeled') return { path, format };
  } catch (error) {
    if (error instanceof DataError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      throw new DataError(`openDataset: ${path} can't be opened: ${reasonOf(error)}`, {
        cause: error,
      });
    }
    const names = knownDatasets.map(({ name }) => name).join(', ');
    throw new DataError(
      `openDataset: source must be a folder of images or one of ${names}, ` +
        `got ${JSON.stringify(source)}, which does not exist${suggestName(source)}`,
      { cause: error },
    );
  }
  throw new DataError(
    'openDataset: source must be a folder, or a file of CIFAR, IDX, Parquet, WebDataset or packed images, ' +
      `got the file ${path}, ${await whatIs(path)}`,
  );
}

async function openPacked(file: string): Promise<Dataset> {
  const packed = await openPackedFile(file, undefined);
  if (packed) return datasetOf(packed);
  throw new DataError(
    `openDataset: ${file} must be an intact packed file of this version, got a damaged one or another version; pack it again`,
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
  webdataset: readWebDataset,
};

/**
 * Opens the images at a path, or a data set known by name.
 *
 * The first call decodes every image into one packed file in the cache folder; later calls open this
 * file, as long as the names and contents of the source files don't change.
 *
 * A folder holds `CLASS/**`, `{train,val,test}/CLASS/**`, Tiny-ImageNet-200, images without labels, the
 * files of CIFAR or of the MNIST family, or Parquet files with images. If labeled images have no labeled
 * `test` or `val` images, a tenth of each class is held out for testing. Images become 8-bit sRGB; damaged
 * ones are left out and listed in `skipped`.
 * @param source a folder, a file, or one of `knownDatasets` (write `./NAME` for a folder with such a name).
 * @throws DataError if the path or name does not exist, no image in it can be decoded, or an option is
 * out of range.
 * @throws DataFailure if a download fails, or the packed file can't be read or written.
 * @throws `signal.reason` if `signal` is aborted.
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
  const data = await openSourceOf(source, options);
  if (options.format !== undefined) return data;
  return recordSource(data, data.kind === 'known' ? source : resolve(source));
}

async function openSourceOf(source: string, options: OpenOptions): Promise<Dataset> {
  const { cacheFolder, cacheLimit, imageSize, seed = 0, onProgress, signal } = options;
  const { valueRange, valueRanges } = options;
  const format = options.format === 'unlabelled' ? 'unlabeled' : options.format;
  const cache = { cacheFolder, cacheLimit };
  checkWhole('imageSize', imageSize, 1, LARGEST_SIZE);
  checkRange('valueRange', valueRange);
  for (const [type, range] of Object.entries(valueRanges ?? {})) {
    checkRange(`valueRanges.${type}`, range);
  }
  checkWhole('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  checkWhole('cacheLimit', cacheLimit, 0, Number.MAX_SAFE_INTEGER);
  if (format !== undefined && !sourceFormats.includes(format)) {
    throw new DataError(
      `openDataset: format must be one of ${sourceFormats.join(', ')}, got ${format}`,
    );
  }
  if (knownDatasets.some(({ name }) => name === source)) {
    return getDataset(source, { ...cache, onProgress, signal });
  }
  return runWork({ onProgress, signal }, async (work) => {
    const { path, note, ...found } = await findFormat(source, format);
    if (found.format === 'packed') return openPacked(path);
    const options = { imageSize, seed, valueRange, valueRanges };
    const read = await readers[found.format](path, options);
    const dataset = await openFiles(read, cache, work);
    return note === undefined ? dataset : { ...dataset, notes: [note, ...(dataset.notes ?? [])] };
  });
}
