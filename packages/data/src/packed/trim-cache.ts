import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A packed file that is still being written is not older than this. */
const LONGEST_WRITE_MS = 24 * 60 * 60 * 1000;

/** How the name of the packed file with a key ends. */
export const packedEnding = (key: string): string => `-${key.slice(0, 24)}.packed`;

/**
 * Deletes the packed files of a folder that were not used for the longest time until the others take
 * no more than `limit` bytes, the keys of packed files that are not there, and what is left of writing
 * that was broken off a day ago. What can't be deleted, since another system holds it, stays.
 * @param keep the name of a file that stays, however large it is.
 */
export async function trimCache(
  folder: string,
  keep: string,
  limit: number,
  now = Date.now(),
): Promise<void> {
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => {
      // Another process may have deleted it by now.
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
