import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The first two columns of a file of tab-separated lines; empty if there is no such file. */
async function readTwoColumns(path: string): Promise<Map<string, string>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  const columns = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [first, second] = line.split('\t');
    if (first && second) columns.set(first, second);
  }
  return columns;
}

/**
 * The class folder (WordNet id) of each validation image by its file name, from the
 * `val_annotations.txt` of Tiny-ImageNet-200, whose order is not that of the files.
 */
export async function readAnnotations(validationFolder: string): Promise<Map<string, string>> {
  return readTwoColumns(join(validationFolder, 'val_annotations.txt'));
}

/** What each class folder (WordNet id) shows, from the `words.txt` of Tiny-ImageNet-200. */
export async function readWords(folder: string): Promise<Map<string, string>> {
  return readTwoColumns(join(folder, 'words.txt'));
}
