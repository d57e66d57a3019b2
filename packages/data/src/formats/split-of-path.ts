import type { Split } from '../dataset/dataset.js';

const validationNames = ['val', 'valid', 'validation', 'dev', 'eval'];

/**
 * The split of a file of many images, by the words in its path: `data/train-00000-of-00004.parquet`,
 * `default/test/0000.parquet`, `val-000003.tar`. Files whose path names no split are for training.
 */
export function splitOfPath(path: string): Split {
  const words = path.toLowerCase().split(/[^a-z]+/);
  if (['train', 'training'].some((word) => words.includes(word))) return 'train';
  if (['test', 'testing'].some((word) => words.includes(word))) return 'test';
  return validationNames.some((word) => words.includes(word)) ? 'validation' : 'train';
}
