import { dirname, extname, join } from 'node:path';

import type { SkippedFile } from './dataset/dataset.js';
import { findFiles, type FoundFile } from './files/walk/find-files.js';
import { isImageName } from './files/kinds/image-name.js';
import { kindOfFile, nameOfKind } from './files/kinds/kind-of-file.js';
import { readStart } from './files/kinds/read-start.js';
import { walkFolder } from './files/walk/walk-folder.js';
import { imageKinds, whyNotRead } from './files/kinds/why-not-read.js';
import { isCifarName } from './formats/cifar.js';
import { isIdxName } from './formats/idx.js';
import { countParquetImages } from './formats/parquet/parquet-images.js';
import { isParquetName } from './formats/parquet/parquet.js';
import { isSideName } from './formats/split-names.js';
import { countTarImages } from './formats/archive/tar-images.js';
import { isTarName } from './formats/archive/webdataset.js';
import { isPackedStart, PACKED_MAGIC } from './packed/packed-format.js';

/**
 * How images may be stored; `unlabeled` is a folder whose subfolders are not classes.
 * @example
 * ```ts
 * import { openDataset, sourceFormats } from '@jssl/data';
 *
 * console.log(sourceFormats.join(' ')); // folder unlabeled cifar idx parquet webdataset packed
 *
 * // The subfolders are not classes.
 * const { train } = await openDataset('photos', { format: 'unlabeled' });
 * console.log(train.length, train.labels); // 20 undefined
 * ```
 */
export const sourceFormats = [
  'folder',
  'unlabeled',
  'cifar',
  'idx',
  'parquet',
  'webdataset',
  'packed',
] as const;

/** One of {@link sourceFormats}. */
export type SourceFormat = (typeof sourceFormats)[number];

/** The bytes of an image of CIFAR-10 or CIFAR-100 and its labels. */
const CIFAR_ROWS = [3073, 3074] as const;
/** The bytes of an image of the MNIST family. */
const IDX_IMAGE = 28 * 28;

/** A format whose files hold many images each. */
interface ManyImages {
  readonly format: SourceFormat;
  /** What its files are called. */
  readonly files: string;
  readonly isName: (name: string) => boolean;
  /** Whether nothing else has such names: pictures in the folder itself are then not part of the data set. */
  readonly isSure: boolean;
  /** The number of images in its files, counted up to about `atLeast`; an estimate for CIFAR and IDX. */
  readonly count: (
    folder: string,
    files: readonly FoundFile[],
    atLeast: number,
  ) => Promise<number> | number;
}

const pathsIn = (folder: string, files: readonly FoundFile[]) =>
  files.map(({ path }) => join(folder, path));

/** Unambiguous names come first. */
const formatsOfMany: readonly ManyImages[] = [
  {
    format: 'idx',
    files: 'IDX files',
    isName: isIdxName,
    isSure: true,
    // At least one: they may be smaller, or compressed.
    count: (_folder, files) =>
      files.reduce((sum, { bytes }) => sum + Math.max(1, Math.floor(bytes / IDX_IMAGE)), 0),
  },
  {
    format: 'cifar',
    files: 'CIFAR files',
    isName: isCifarName,
    isSure: true,
    count: (_folder, files) => {
      const imagesOf = ({ bytes }: FoundFile) => {
        const row = CIFAR_ROWS.find((size) => bytes % size === 0);
        return row === undefined ? 0 : bytes / row;
      };
      return files.reduce((sum, file) => sum + imagesOf(file), 0);
    },
  },
  {
    format: 'parquet',
    files: 'Parquet files',
    isName: isParquetName,
    isSure: false,
    count: (folder, files, atLeast) => countParquetImages(pathsIn(folder, files), atLeast),
  },
  {
    format: 'webdataset',
    files: 'tar archives',
    isName: isTarName,
    isSure: false,
    count: (folder, files, atLeast) => countTarImages(pathsIn(folder, files), atLeast),
  },
];

/** How the images of a folder are stored. */
export interface FolderFormat {
  readonly format: SourceFormat;
  /** Pictures next to the files of the data set. */
  readonly stray: readonly SkippedFile[];
}

/** Levels of subfolders that are looked into: `CONFIGURATION/SPLIT/0000.parquet` has two. */
const DEEPEST = 2;
/** A folder with this many images, and no file of many images in the first levels, is a folder of images. */
const ENOUGH_IMAGES = 1000;

/** The formats whose files are in the first levels of a folder. */
async function formatsIn(folder: string): Promise<readonly ManyImages[]> {
  for (let depth = 0; ; depth++) {
    const { files } = await walkFolder(folder, depth);
    const found = formatsOfMany.filter(({ isName }) => files.some(({ name }) => isName(name)));
    const isLarge = files.filter(({ name }) => isImageName(name)).length >= ENOUGH_IMAGES;
    if (depth === DEEPEST || isLarge) return found;
  }
}

/**
 * The format of a folder: by the names of the files in it and in two levels of subfolders. If there are
 * pictures as well, such as those of a README, or files of several formats, those that hold more images are
 * the data set; pictures in folders such as `docs` don't count, nor those next to IDX and CIFAR files.
 */
export async function formatOfFolder(folder: string): Promise<FolderFormat> {
  const formats = await formatsIn(folder);
  const [first, ...others] = formats;
  if (!first) return { format: 'folder', stray: [] };
  const { files: pictures } = await findFiles(folder, isImageName);
  if (pictures.length === 0 && others.length === 0) return { format: first.format, stray: [] };
  const counted = pictures.filter(({ path }) => !dirname(path).split('/').some(isSideName));
  const below = counted.filter(({ path }) => path.includes('/'));
  let chosen: ManyImages | undefined;
  let most = 0;
  for (const one of formats) {
    const { files } = await findFiles(folder, one.isName, DEEPEST);
    const atMost = Math.max(most, (one.isSure ? below : counted).length);
    const images = await one.count(folder, files, atMost + 1);
    if (images > atMost) [chosen, most] = [one, images];
  }
  if (!chosen) return { format: pictures.length > 0 ? 'folder' : first.format, stray: [] };
  const reason = `next to the ${chosen.files} that hold the data set`;
  return { format: chosen.format, stray: pictures.map(({ path }) => ({ path, reason })) };
}

/** The format of a file, by its first bytes or its name; undefined if unknown. */
export async function formatOfFile(file: string): Promise<SourceFormat | undefined> {
  const start = await readStart(file);
  if (isPackedStart(start.subarray(0, PACKED_MAGIC.length))) return 'packed';
  if (start.toString('latin1', 0, 4) === 'PAR1' || isParquetName(file)) return 'parquet';
  if (kindOfFile(start) === 'tar' || isTarName(file)) return 'webdataset';
  const isIdx =
    start.length > 3 &&
    start.readUInt16BE(0) === 0 &&
    start[2] === 8 &&
    [3, 4].includes(start[3] ?? 0);
  if (isIdx || isIdxName(file)) return 'idx';
  return extname(file).toLowerCase() === '.bin' ? 'cifar' : undefined;
}

/** What kind of file it is, if it is not a source of images, by its first bytes. */
export async function whatIs(file: string): Promise<string> {
  const kind = kindOfFile(await readStart(file));
  return imageKinds.has(kind) ? nameOfKind(kind) : whyNotRead(kind);
}
