import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { trimFolder } from '@jssl/settings/node';

/** Temporary files older than this are left over from a process that was killed. */
const LONGEST_WRITE_MS = 24 * 60 * 60 * 1000;

/** The ending of the name of the packed file with a key. */
export const packedEnding = (key: string): string => `-${key.slice(0, 24)}.packed`;

interface TrimOptions {
  /** The name of a packed file that is never deleted. */
  readonly keep: string;
  /** In bytes. */
  readonly limit: number;
  /** In milliseconds since 1970. */
  readonly now?: number;
}

/**
 * Deletes the least recently used packed files of a folder until the rest takes at most `limit` bytes. Also
 * deletes the keys of packed files that no longer exist, and temporary files older than a day. Files that
 * can't be deleted stay.
 */
export async function trimCache(
  folder: string,
  { keep, limit, now = Date.now() }: TrimOptions,
): Promise<void> {
  await trimFolder(folder, { keep: [keep], limit, among: isPacked });
  const names = await readdir(folder);
  const packed = names.filter(isPacked);
  for (const name of names) {
    const file = join(folder, name);
    if (name.endsWith('.tmp')) {
      // Another process may have deleted it.
      const status = await stat(file).catch(() => undefined);
      if (now - (status?.mtimeMs ?? now) <= LONGEST_WRITE_MS) continue;
    } else if (name.endsWith('.key')) {
      const key = await readFile(file, 'utf8').catch(() => '');
      if (packed.some((one) => one.endsWith(packedEnding(key)))) continue;
    } else continue;
    await rm(file, { force: true }).catch(() => undefined);
  }
}

const isPacked = (name: string) => name.endsWith('.packed');
