import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How to trim a folder of things that can be recreated. */
export interface TrimOptions {
  /** The names of entries that are never deleted: those in use. */
  readonly keep: readonly string[];
  /** What the entries may take together, in bytes. */
  readonly limit: number;
  /** Which entries are counted and may be deleted, by name. Default: all. */
  readonly among?: (name: string) => boolean;
  readonly signal?: AbortSignal;
}

/**
 * Deletes the least recently used files and folders of a folder until the rest takes at most `limit` bytes. The time of
 * modification of an entry says when it was used: set it with `utimes` when you use one. Entries that another process
 * deletes meanwhile, or that can't be deleted, don't disturb it.
 * @throws the error of the file system if the folder can't be read; `signal.reason` once the signal is aborted.
 * @example
 * ```ts
 * import { readdirSync, writeFileSync } from 'node:fs';
 * import { makeFolder, trimFolder } from '@jssl/settings/node';
 *
 * makeFolder('kept');
 * for (const name of ['a', 'b']) writeFileSync(`kept/${name}`, '12345');
 * await trimFolder('kept', { keep: ['b'], limit: 9 });
 * console.log(readdirSync('kept')); // [ 'b' ]
 * ```
 */
export async function trimFolder(
  folder: string,
  { keep, limit, among = () => true, signal }: TrimOptions,
): Promise<void> {
  const kept = new Set(keep);
  const names = (await readdir(folder)).filter(among);
  const entries = await Promise.all(
    names.map(async (name) => ({ name, ...(await measured(join(folder, name), signal)) })),
  );
  entries.sort(
    (one, other) =>
      Number(kept.has(other.name)) - Number(kept.has(one.name)) || other.usedMs - one.usedMs,
  );
  let total = 0;
  for (const { name, bytes } of entries) {
    total += bytes;
    if (kept.has(name) || total <= limit) continue;
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The bytes in a file or folder, and when it was used. */
async function measured(
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ bytes: number; usedMs: number }> {
  signal?.throwIfAborted();
  // Another process may have deleted it.
  const status = await stat(path).catch(() => undefined);
  const usedMs = status?.mtimeMs ?? 0;
  if (!status?.isDirectory()) return { bytes: status?.size ?? 0, usedMs };
  let bytes = 0;
  // One after the other: there may be many thousand files.
  for (const name of await readdir(path).catch(() => [])) {
    bytes += (await measured(join(path, name), signal)).bytes;
  }
  return { bytes, usedMs };
}
