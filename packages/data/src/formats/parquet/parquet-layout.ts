import { posix } from 'node:path';

import { DataError } from '../../dataset/data-error.js';
import type { FoundFile } from '../../files/walk/find-files.js';
import { sortByCodePoint } from '../../files/code-point-order.js';

/** `CONFIGURATION/SPLIT/0000.parquet`, as Hugging Face converts data sets. */
const CONVERTED = /^(?:(.*)\/)?(?:partial-)?(?:train|test|val|valid|validation)\/\d{4}\.parquet$/;
/** `CONFIGURATION/SPLIT-00000-of-00001.parquet`, as `datasets` writes them. */
const SHARD = /^(?:(.*)\/)?\w+-(\d{5}-of-\d{5})[^/]*\.parquet$/;

/** The configuration of a data set that a file belongs to, by its path; undefined if it names none. */
function configurationOf({ path }: FoundFile): string | undefined {
  return (CONVERTED.exec(path) ?? SHARD.exec(path))?.[1];
}

/**
 * @throws DataError if a folder holds several configurations of a data set, each complete: together, they
 * would hold the same images several times.
 */
export function checkOneConfiguration(folder: string, files: readonly FoundFile[]): void {
  const names = new Set(files.flatMap((file) => configurationOf(file) ?? []));
  if (names.size < 2) return;
  const firstOf = (name: string) =>
    files
      .filter((file) => configurationOf(file) === name)
      .map(({ path }) => posix.relative(name, path));
  const [first = '', ...others] = sortByCodePoint(names, (name) => name);
  const own = new Set(firstOf(first));
  if (!others.some((name) => firstOf(name).some((path) => own.has(path)))) return;
  throw new DataError(
    `openDataset: ${folder} must hold one data set, got the configurations ${[first, ...others].join(', ')}; ` +
      'pass the folder of one of them',
  );
}
