import { open, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { isImageName } from './files/image-name.js';
import { isCifarName } from './formats/cifar.js';
import { isIdxName } from './formats/idx.js';
import { isParquetName } from './formats/parquet.js';
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

/** Unambiguous names come first; images come before files that may lie next to them, such as `train.bin`. */
const byName: readonly (readonly [format: SourceFormat, isName: (name: string) => boolean])[] = [
  ['idx', isIdxName],
  ['folder', isImageName],
  ['cifar', isCifarName],
  ['parquet', isParquetName],
];

/** The format of a folder, by the names of the files in it and in its subfolders. */
export async function formatOfFolder(folder: string): Promise<SourceFormat> {
  const entries = await readdir(folder, { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const names = entries.map(({ name }) => name);
  for (const { name } of below) {
    names.push(...(await readdir(join(folder, name)).catch(() => [])));
  }
  return byName.find(([, isName]) => names.some(isName))?.[0] ?? 'folder';
}

/** The format of a file, by its first bytes or its name; undefined if unknown. */
export async function formatOfFile(file: string): Promise<SourceFormat | undefined> {
  const handle = await open(file, 'r');
  const start = Buffer.alloc(8);
  await handle.read(start, 0, 8, 0).finally(() => handle.close());
  if (isPackedStart(start)) return 'packed';
  if (start.toString('latin1', 0, 4) === 'PAR1' || isParquetName(file)) return 'parquet';
  const isIdx = start.readUInt16BE(0) === 0 && start[2] === 8 && [3, 4].includes(start[3] ?? 0);
  if (isIdx || isIdxName(file)) return 'idx';
  return extname(file).toLowerCase() === '.bin' ? 'cifar' : undefined;
}
