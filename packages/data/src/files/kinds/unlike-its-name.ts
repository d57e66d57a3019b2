import { kindOfFile, nameOfKind, type FileKind } from './kind-of-file.js';
import { readStart } from './read-start.js';
import { whyNotRead } from './why-not-read.js';

/**
 * Says what a file is if its first bytes are those of another kind than its name says: `not a Parquet file but
 * a web page`.
 * @param wanted the kind that its name says.
 * @returns undefined if it is of that kind, or of none that is known.
 */
export async function unlikeItsName(path: string, wanted: FileKind): Promise<string | undefined> {
  const kind = kindOfFile(await readStart(path));
  if (kind === wanted || kind === 'unknown') return undefined;
  if (kind === 'lfs-pointer') return whyNotRead(kind);
  return `not ${nameOfKind(wanted)} but ${nameOfKind(kind)}`;
}
