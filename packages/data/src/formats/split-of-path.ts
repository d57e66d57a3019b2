import { DataError } from '../dataset/data-error.js';
import type { Split } from '../dataset/dataset.js';
import { someOf } from '../dataset/some-of.js';
import { splitsInName } from './split-names.js';

/**
 * The split that a path names, if it names one. The last part counts first, then the folders around it, the
 * innermost first; a name of several splits, such as `train-and-test`, says nothing.
 */
export function splitNamedBy(path: string): Split | undefined {
  for (const name of path.split('/').reverse()) {
    const [split, ...others] = new Set(splitsInName(name.replace(/\.[a-z]+$/i, '')));
    if (split !== undefined && others.length === 0) return split;
  }
  return undefined;
}

/**
 * The split of a file of many images, `splitNamedBy` its path: `data/train-00000-of-00004.parquet`, `default/test/0000.parquet`,
 * `HoldOut-000003.tar`. Files whose path names no split are for training.
 */
export function splitOfPath(path: string): Split {
  return splitNamedBy(path) ?? 'train';
}

/**
 * @throws DataError if the names of all files of a folder are those of validation or test files.
 */
export function checkTrainingFiles(
  folder: string,
  files: readonly { readonly path: string }[],
): void {
  if (files.some(({ path }) => splitOfPath(path) === 'train')) return;
  throw new DataError(
    `openDataset: ${folder} must have a file of training images, got only ` +
      `${someOf(files.map(({ path }) => path))}; pass one of them to train on it`,
  );
}
