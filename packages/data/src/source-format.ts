import { open, readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

import { isImageName } from './files/image-name.js';
import { KIND_BYTES, kindOfFile, nameOfKind } from './files/kind-of-file.js';
import { imageKinds, whyNotRead } from './files/why-not-read.js';
import { isCifarName } from './formats/cifar.js';
import { isIdxName } from './formats/idx.js';
import { countTarImages } from './formats/tar-images.js';
import { isParquetName } from './formats/parquet.js';
import { countParquetImages } from './formats/parquet-images.js';
import { isTarName } from './formats/webdataset.js';
import { PACKED_MAGIC } from './packed/write-packed-file.js';

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

/** Levels of subfolders that are looked into: `CONFIGURATION/SPLIT/0000.parquet` has two. */
const DEEPEST = 2;
/** So many images, and no file of many images among the first levels, are a folder of images. */
const ENOUGH_IMAGES = 1000;

/** Paths of the files of a folder, level by level; stops early in a large folder of images. */
async function listNames(folder: string): Promise<string[]> {
  const paths: string[] = [];
  let images = 0;
  let level = [''];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level) {
      const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(
        (error: unknown) => {
          if (path === '') throw error;
          return [];
        },
      );
      for (const entry of entries) {
        if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
        const child = path === '' ? entry.name : `${path}/${entry.name}`;
        if (entry.isDirectory()) next.push(child);
        else paths.push(child);
        if (isImageName(entry.name)) images++;
      }
    }
    if (images >= ENOUGH_IMAGES) break;
    level = next;
  }
  return paths;
}

/** The format of a folder, and what was passed over for it. */
export interface FolderFormat {
  readonly format: SourceFormat;
  readonly note?: string;
}

/**
 * The format of a folder, by the names of the files in it and in two levels of subfolders. Where Parquet
 * files or tar archives lie beside images, as a data set beside the picture in its README, those that hold
 * more images are taken.
 */
export async function formatOfFolder(folder: string): Promise<FolderFormat> {
  const paths = await listNames(folder);
  const named = (isName: (name: string) => boolean) =>
    paths.filter((path) => isName(basename(path)));
  if (named(isIdxName).length > 0) return { format: 'idx' };
  const images = named(isImageName);
  for (const [format, isName, count] of [
    ['parquet', isParquetName, countParquetImages],
    ['webdataset', isTarName, countTarImages],
  ] as const) {
    const files = named(isName);
    const [first = ''] = images;
    if (files.length === 0) continue;
    if (images.length === 0 && named(isCifarName).length === 0) return { format };
    const atLeast = images.length + 1;
    if (
      (await count(
        files.map((file) => join(folder, file)),
        atLeast,
      )) < atLeast
    )
      continue;
    const taken = format === 'parquet' ? 'Parquet files' : 'tar archives';
    const note =
      images.length === 1
        ? `the image ${first} was passed over for the ${taken} beside it`
        : `${images.length} image files, such as ${first}, were passed over for the ${taken} beside them`;
    return { format, ...(images.length > 0 && { note }) };
  }
  if (images.length > 0) return { format: 'folder' };
  return { format: named(isCifarName).length > 0 ? 'cifar' : 'folder' };
}

async function readStart(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  const start = Buffer.alloc(KIND_BYTES);
  const { bytesRead } = await handle.read(start, 0, KIND_BYTES, 0).finally(() => handle.close());
  return start.subarray(0, bytesRead);
}

/** The format of a file, by its first bytes or its name; undefined if unknown. */
export async function formatOfFile(file: string): Promise<SourceFormat | undefined> {
  const start = await readStart(file);
  if (start.subarray(0, PACKED_MAGIC.length).equals(PACKED_MAGIC)) return 'packed';
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

/** What a file is that is no source of images, by its first bytes. */
export async function whatIs(file: string): Promise<string> {
  const kind = kindOfFile(await readStart(file));
  return imageKinds.has(kind) ? nameOfKind(kind) : whyNotRead(kind);
}
