import { open } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

import type { SkippedFile } from './dataset/dataset.js';
import { findFiles, type FoundFile } from './files/find-files.js';
import { isImageName } from './files/image-name.js';
import { isCifarName } from './formats/cifar.js';
import { isIdxName } from './formats/idx.js';
import { isParquetName } from './formats/parquet.js';
import { isSideName } from './formats/split-names.js';
import { isPackedStart } from './packed/packed-format.js';

/**
 * How images may be stored; `unlabeled` is a folder whose subfolders are not classes.
 * @example
 * ```ts
 * import { openDataset, sourceFormats } from '@jssl/data';
 *
 * console.log(sourceFormats.join(' ')); // folder unlabeled cifar idx parquet packed
 *
 * // The subfolders are not classes.
 * const { train } = await openDataset('photos', { format: 'unlabeled' });
 * console.log(train.length, train.labels); // 20 undefined
 * ```
 */
export const sourceFormats = ['folder', 'unlabeled', 'cifar', 'idx', 'parquet', 'packed'] as const;

/** One of {@link sourceFormats}. */
export type SourceFormat = (typeof sourceFormats)[number];

/** Unambiguous names come first. */
const byName: readonly (readonly [format: SourceFormat, isName: (name: string) => boolean])[] = [
  ['idx', isIdxName],
  ['cifar', isCifarName],
  ['parquet', isParquetName],
];

/** How the images of a folder are stored. */
export interface FolderFormat {
  readonly format: SourceFormat;
  /** Pictures beside the files of the data set. */
  readonly stray: readonly SkippedFile[];
}

/** Whether a file that is named like one of a format may be one. */
async function mayBe(format: SourceFormat, path: string, bytes: number): Promise<boolean> {
  if (format === 'idx') return true;
  if (format === 'cifar') return bytes > 0 && (bytes % 3073 === 0 || bytes % 3074 === 0);
  return (await startOf(path)).toString('latin1', 0, 4) === 'PAR1';
}

/**
 * The format of a folder: by the names of the files in it and in its subfolders. If there are pictures as
 * well, those in the folder itself and in such as `docs` are stray ones; of the others and the files of the
 * format, the larger are the data set.
 */
export async function formatOfFolder(folder: string): Promise<FolderFormat> {
  const { files: all } = await findFiles(folder, (name) => byName.some(([, is]) => is(name)), 1);
  const [format, isName] =
    byName.find(([, is]) => all.some(({ path }) => is(basename(path)))) ?? [];
  if (!format || !isName) return { format: 'folder', stray: [] };
  const { files: pictures } = await findFiles(folder, isImageName);
  if (pictures.length === 0) return { format, stray: [] };
  const files = [];
  for (const file of all) {
    if (!isName(basename(file.path))) continue;
    if (await mayBe(format, join(folder, file.path), file.bytes)) files.push(file);
  }
  const isStray = ({ path }: FoundFile) =>
    !path.includes('/') || dirname(path).split('/').some(isSideName);
  const size = (some: readonly FoundFile[]) => some.reduce((sum, { bytes }) => sum + bytes, 0);
  const isLarger = size(files) > size(pictures.filter((one) => !isStray(one)));
  if (files.length === 0 || !isLarger) return { format: 'folder', stray: [] };
  const reason = `beside the ${formatNames[format]} files that hold the data set`;
  return { format, stray: pictures.map(({ path }) => ({ path, reason })) };
}

const formatNames: Readonly<Partial<Record<SourceFormat, string>>> = {
  idx: 'IDX',
  cifar: 'CIFAR',
  parquet: 'Parquet',
};

async function startOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  const start = Buffer.alloc(8);
  await handle.read(start, 0, 8, 0).finally(() => handle.close());
  return start;
}

/** The format of a file, by its first bytes or its name; undefined if unknown. */
export async function formatOfFile(file: string): Promise<SourceFormat | undefined> {
  const start = await startOf(file);
  if (isPackedStart(start)) return 'packed';
  if (start.toString('latin1', 0, 4) === 'PAR1' || isParquetName(file)) return 'parquet';
  const isIdx = start.readUInt16BE(0) === 0 && start[2] === 8 && [3, 4].includes(start[3] ?? 0);
  if (isIdx || isIdxName(file)) return 'idx';
  return extname(file).toLowerCase() === '.bin' ? 'cifar' : undefined;
}
