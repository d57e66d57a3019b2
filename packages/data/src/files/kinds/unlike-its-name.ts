import { kindOfFile, nameOfKind, type FileKind } from './kind-of-file.js';
import { readStart } from './read-start.js';
import { whyNotRead } from './why-not-read.js';

/**
 * Says what a file is if its first bytes contradict its name: `not a Parquet file but a web page`.
 * @param wanted the kind that its name suggests.
 * @returns undefined if it is of that kind, or of an unknown one.
 */
export async function unlikeItsName(path: string, wanted: FileKind): Promise<string | undefined> {
  const kind = kindOfFile(await readStart(path));
  if (kind === wanted || kind === 'unknown') return undefined;
  if (kind === 'lfs-pointer') return whyNotRead(kind);
  return `not ${nameOfKind(wanted)} but ${nameOfKind(kind)}`;
}
