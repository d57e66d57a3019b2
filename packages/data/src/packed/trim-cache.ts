import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

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
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => {
      // Another process may have deleted it.
      const status = await stat(join(folder, name)).catch(() => undefined);
      return { name, bytes: status?.size ?? 0, usedMs: status?.mtimeMs ?? 0 };
    }),
  );
  const packed = files
    .filter(({ name }) => name.endsWith('.packed'))
    .sort((first, second) =>
      first.name === keep ? -1 : second.name === keep ? 1 : second.usedMs - first.usedMs,
    );
  let total = 0;
  const superfluous = packed.filter(({ name, bytes }) => {
    total += bytes;
    return name !== keep && total > limit;
  });
  const abandoned = files.filter(
    ({ name, usedMs }) => name.endsWith('.tmp') && now - usedMs > LONGEST_WRITE_MS,
  );
  for (const { name } of [...superfluous, ...abandoned]) {
    await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
  const left = packed.filter((file) => !superfluous.includes(file));
  for (const file of names
    .filter((name) => name.endsWith('.key'))
    .map((name) => join(folder, name))) {
    const key = await readFile(file, 'utf8').catch(() => '');
    if (left.some(({ name }) => name.endsWith(packedEnding(key)))) continue;
    await rm(file, { force: true }).catch(() => undefined);
  }
}
