import { posix } from 'node:path';

import type { Split } from '../../dataset/dataset.js';
import { splitsAmong } from '../split-names.js';

/** What the folders of an image within an archive say about it. */
export interface ArchiveFolders {
  readonly split?: Split;
  /** The innermost folder that is not a split. */
  readonly className?: string;
}

const foldersOf = (key: string) =>
  posix
    .dirname(key)
    .split('/')
    .filter((name) => name !== '.' && name !== '');

/**
 * Reads the folders within archives: `train/cat/1.jpg` is a training image of class `cat` if other images are
 * in `test` or `val`. Without folders of training and other images, all folders are classes.
 * @param keys the paths of the images.
 */
export function readArchiveFolders(keys: Iterable<string>): (key: string) => ArchiveFolders {
  const names = new Set<string>();
  for (const key of keys) for (const name of foldersOf(key)) names.add(name);
  const among = splitsAmong(names);
  const found = new Set(among.values());
  const splits = found.has('train') && found.size > 1 ? among : new Map<string, Split>();
  return (key) => {
    const folders = foldersOf(key);
    const split = folders.map((name) => splits.get(name)).find((one) => one !== undefined);
    const className = folders.findLast((name) => !splits.has(name));
    return { ...(split && { split }), ...(className !== undefined && { className }) };
  };
}
