import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The snapshot in a folder of Hugging Face's cache (`datasets--OWNER--NAME` with `refs`, `blobs` and
 * `snapshots`): the one named by `refs/main`, else the last by name. Any other folder is returned unchanged.
 */
export async function snapshotOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch((): string[] => []);
  if (!names.includes('snapshots') || !(names.includes('refs') || names.includes('blobs'))) {
    return folder;
  }
  const snapshots = (await readdir(join(folder, 'snapshots')).catch((): string[] => [])).sort();
  const main = await readFile(join(folder, 'refs', 'main'), 'utf8').catch(() => '');
  const chosen = snapshots.find((name) => name === main.trim()) ?? snapshots.at(-1);
  return chosen === undefined ? folder : join(folder, 'snapshots', chosen);
}
