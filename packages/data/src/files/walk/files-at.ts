import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

import type { SkippedFile } from '../../dataset/dataset.js';
import { describeFile, findFiles, type FoundFile } from './find-files.js';

/** Files of a folder, or a single file and its folder. */
export interface FilesAt {
  readonly folder: string;
  readonly files: readonly FoundFile[];
  readonly skipped: readonly SkippedFile[];
}

/** The file at a path, whatever its name, or the wanted files of the folder at the path (`findFiles`). */
export async function filesAt(
  path: string,
  isWanted: (name: string) => boolean,
  depth?: number,
): Promise<FilesAt> {
  const status = await stat(path);
  if (status.isDirectory()) return { folder: path, ...(await findFiles(path, isWanted, depth)) };
  return { folder: dirname(path), files: [describeFile(basename(path), status)], skipped: [] };
}
