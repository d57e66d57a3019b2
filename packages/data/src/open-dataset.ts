import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { checkSettings, choice, numbers, printable, whole } from '@jssl/settings';

import { DataError } from './dataset/data-error.js';
import type { Dataset } from './dataset/dataset.js';
import { reasonOf } from './dataset/reason-of.js';
import { recordSource } from './dataset/source-of.js';
import type { ValueRange, ValueRanges } from './dataset/value-range.js';
import { runWork, type WorkOptions } from './dataset/work.js';
import type { FileSource } from './files/sources/file-source.js';
import type { ReadOptions } from './files/sources/read-options.js';
import { systemFolder } from './files/walk/system-folder.js';
import { readCifar } from './formats/cifar.js';
import { snapshotOf } from './formats/folder/hub-cache.js';
import { readIdx } from './formats/idx.js';
import { readImageFolder } from './formats/folder/image-folder.js';
import { readParquet } from './formats/parquet/parquet.js';
import { readWebDataset } from './formats/archive/webdataset.js';
import { getDataset, knownDatasets, suggestName } from './known/known-datasets.js';
import { openPackedFile } from './packed/open-packed-file.js';
import { openFiles, type CacheOptions } from './packed/open-source.js';
import { datasetOf } from './packed/packed-dataset.js';
import {
  formatOfFile,
  formatOfFolder,
  sourceFormats,
  whatIs,
  type FolderFormat,
  type SourceFormat,
} from './source-format.js';

const rangeRow = {
  ...{ initial: undefined, count: 2, required: 'two numbers, the lower one first' },
  help: 'values that become black and white in images of more than 8 bits',
};
const openSettings = {
  imageSize: whole({
    ...{ initial: undefined, least: 1, most: 2048, required: 'a whole number from 1 to 2048' },
    help: 'height and width of the decoded images',
  }),
  seed: whole({
    ...{ initial: undefined, least: 0, most: Number.MAX_SAFE_INTEGER },
    ...{ required: 'a whole number from 0 to 9007199254740991', help: 'draws the held-out images' },
  }),
  cacheLimit: whole({
    ...{ initial: undefined, least: 0, most: Number.MAX_SAFE_INTEGER },
    ...{
      required: 'a whole number of bytes from 0 to 9007199254740991',
      help: 'size of all packed files',
    },
  }),
  valueRange: numbers({ ...rangeRow, fits: ([low = 0, high = 0]) => low < high }),
};
const formatSettings = {
  format: choice(sourceFormats, { initial: 'folder', help: 'how the images are stored' }),
};

/** The range of constant images is a single value. */
const recordedRange = numbers({ ...rangeRow, fits: ([low = 0, high = 0]) => low <= high });

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
   * finite, the lower first. Default: the range stated in the files, else the range of the training images,
   * or all 16 bits if values reach the upper half. CIFAR, IDX and packed files have 8 bits.
   */
  readonly valueRange?: ValueRange | undefined;
  /**
   * The `valueRanges` of another data set, for an encoder that was trained on it: other images are then
   * scaled like its images. `valueRange` overrides them.
   */
  readonly valueRanges?: ValueRanges | undefined;
  /** Draws the held-out tenth of a source without test images; a whole number of at least 0. Default 0. */
  readonly seed?: number | undefined;
  /**
   * A file with the labels of the image files of a folder, instead of its class folders: CSV (with commas,
   * semicolons or tabs; a header is optional) or JSON (lines or a list), with a column `file_name`, `filename`,
   * `image`, `path` or `id`, and one `label`, `class`, `category` or `target`. Names may be paths in the
   * folder, with or without the extension, or file names alone if they are unique. Training images that it
   * doesn't name have the label −1.
   */
  readonly labels?: string | undefined;
  /**
   * How the images are stored. Default: detected from the names and first bytes of the files. `unlabelled`,
   * as older run folders spell it, means `unlabeled`.
   */
  readonly format?: SourceFormat | 'unlabelled' | undefined;
}

/** The folder or file to open, and how. */
interface FoundSource extends FolderFormat {
  /** Absolute; for a folder of Hugging Face's cache, its snapshot. */
  readonly path: string;
}

/** The folder or file at a path, and its format: the requested one, if possible. */
export async function findFormat(
  source: string,
  requested: SourceFormat | undefined,
): Promise<FoundSource> {
  let path = resolve(source);
  const stray: FolderFormat['stray'] = [];
  try {
    const status = await stat(source);
    if (status.isDirectory()) {
      const system = systemFolder(await realpath(path));
      if (system !== undefined) {
        throw new DataError(
          `openDataset: the data must be a folder of images, got ${path}, which is in ${system}, a folder of the operating system`,
        );
      }
      path = await snapshotOf(path);
      if (requested === undefined) return { path, ...(await formatOfFolder(path)) };
      if (requested !== 'packed') return { path, format: requested, stray };
      throw new DataError(`openDataset: packed data must be a file, got the folder ${path}`);
    }
    if (!status.isFile()) {
      throw new DataError(
        `openDataset: the data must be a folder or a file, got ${path}, which is a pipe, a device or a socket`,
      );
    }
    const format = requested ?? (await formatOfFile(path));
    if (format && format !== 'folder' && format !== 'unlabeled') return { path, format, stray };
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
      `openDataset: the data must be a folder of images or one of ${names}, ` +
        `got ${JSON.stringify(source)}, which does not exist${suggestName(source)}`,
      { cause: error },
    );
  }
  throw new DataError(
    'openDataset: the data must be a folder, or a file of CIFAR, IDX, Parquet, WebDataset or packed images, ' +
      `got the file ${path}, ${await whatIs(path)}`,
  );
}

async function openPacked(file: string): Promise<Dataset> {
  let damage = 'it does not exist';
  const onDamage = (what: string) => (damage = what);
  const packed = await openPackedFile(file, undefined, { onDamage });
  if (packed) return datasetOf(packed);
  throw new DataError(
    `openDataset: ${file} must be an intact packed file of this version, got a damaged one or another version: ${printable(damage)}; pack it again, or use another copy`,
  );
}

function ownLabels(source: string, format?: SourceFormat): DataError {
  const why = format === undefined ? 'has its own labels' : `is opened in the format ${format}`;
  return new DataError(
    `openDataset: labels can only be given for the image files of a folder, but ${source} ${why}`,
    { remedy: 'leave {labels} out' },
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
 * files of CIFAR or of the MNIST family, Parquet files with images, or WebDataset shards. If labeled images have no labeled
 * `test` or `val` images, a tenth of each class is held out for testing. Images become 8-bit sRGB; damaged
 * ones are left out and listed in `skipped`.
 * @param source a folder, a file, or one of `knownDatasets` (write `./NAME` for a folder with such a name).
 * @throws SettingError if an option is out of range.
 * @throws DataError if the path or name does not exist, or no image in it can be decoded.
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
  if (options.format !== undefined || options.labels !== undefined) return data;
  return recordSource(data, data.kind === 'known' ? source : resolve(source));
}

async function openSourceOf(source: string, options: OpenOptions): Promise<Dataset> {
  const { cacheFolder, cacheLimit, imageSize, seed = 0, labels, onProgress, signal } = options;
  const { valueRange, valueRanges } = options;
  const format = options.format === 'unlabelled' ? 'unlabeled' : options.format;
  const cache = { cacheFolder, cacheLimit };
  checkSettings(openSettings, { imageSize, seed, cacheLimit, valueRange });
  for (const [type, range] of Object.entries(valueRanges ?? {})) {
    const name = `valueRanges.${type}`;
    checkSettings({ [name]: recordedRange }, { [name]: range });
  }
  if (format !== undefined) checkSettings(formatSettings, { format });
  if (knownDatasets.some(({ name }) => name === source)) {
    if (labels !== undefined) throw ownLabels(source);
    return getDataset(source, { ...cache, onProgress, signal });
  }
  return runWork({ onProgress, signal }, async (work) => {
    const { path, format: chosen, stray } = await findFormat(source, format);
    if (labels !== undefined && chosen !== 'folder') throw ownLabels(source, chosen);
    if (chosen === 'packed') return openPacked(path);
    const reading = { imageSize, seed, labels, valueRange, valueRanges };
    const read = await readers[chosen](path, reading);
    const leftOut = [...stray, ...(read.leftOut ?? [])];
    return openFiles({ ...read, leftOut }, cache, work);
  });
}
