import { statSync, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { SkippedFile } from '../dataset/dataset.js';
import { reasonOf } from '../dataset/reason-of.js';
import { sortByCodePoint } from './code-point-order.js';

/** A file as the file system describes it. */
export interface FoundFile {
  /** Relative to the folder, with `/` between its parts. */
  readonly path: string;
  readonly bytes: number;
  /** Time of the last change of its content, which programs can set. */
  readonly modifiedMs: number;
  /** Time of the last change of content or status, which nobody can set. */
  readonly changedMs: number;
}

/** Describes a file by its status. */
export function describeFile(path: string, { size, mtimeMs, ctimeMs }: Stats): FoundFile {
  return { path, bytes: size, modifiedMs: mtimeMs, changedMs: ctimeMs };
}

/** Why a link is left out, by the system's error code. */
const linkReasons: Readonly<Record<string, string>> = {
  ENOENT: 'a link to a file that is not there',
  ELOOP: 'a link that leads back to itself',
};

/**
 * Lists the files with a wanted name below a folder, sorted by path.
 *
 * Hidden files and folders and `__MACOSX` are ignored. Links to files are followed; links to folders are
 * not, because they may form cycles or lead to a whole disk.
 * @param isWanted decides by a file's name.
 * @param depth the number of levels of subfolders to enter.
 * @returns the files, and the links and unreadable entries that were left out.
 */
export async function findFiles(
  folder: string,
  isWanted: (name: string) => boolean,
  depth = Infinity,
): Promise<{ files: FoundFile[]; skipped: SkippedFile[] }> {
  const files: FoundFile[] = [];
  const skipped: SkippedFile[] = [];
  const folders = [''];
  for (let path = folders.pop(); path !== undefined; path = folders.pop()) {
    const within = path;
    const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(
      (error: unknown) => {
        skipped.push({ path: within, reason: reasonOf(error) });
        return [];
      },
    );
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (child.split('/').length <= depth) folders.push(child);
        continue;
      }
      const wanted = isWanted(entry.name);
      if (!wanted && !entry.isSymbolicLink()) continue;
      try {
        // Synchronous: twenty times faster than with promises, and there may be 100,000 files.
        const status = statSync(join(folder, child));
        if (entry.isSymbolicLink() && status.isDirectory()) {
          skipped.push({ path: child, reason: 'a link to a folder, which is not followed' });
        } else if (wanted && status.isFile()) {
          files.push(describeFile(child, status));
        }
      } catch (error) {
        const { code = '' } = error as NodeJS.ErrnoException;
        skipped.push({ path: child, reason: linkReasons[code] ?? reasonOf(error) });
      }
    }
  }
  return {
    files: sortByCodePoint(files, ({ path }) => path),
    skipped: sortByCodePoint(skipped, ({ path }) => path),
  };
}
