import { readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';

import { isImageName } from '../../files/kinds/image-name.js';

/** The lines of a file; empty if it does not exist. */
async function readLines(path: string): Promise<string[]> {
  const status = await stat(path).catch(() => undefined);
  // A pipe or a device could be read forever.
  const text = status?.isFile() ? await readFile(path, 'utf8') : '';
  return text.split(/\r?\n/);
}

/** The first two columns of a line, separated by tabs, else commas, else spaces. */
function twoColumns(line: string): [first: string, second: string] {
  const divider = ['\t', ','].find((one) => line.includes(one)) ?? /\s+/;
  const [first = '', second = ''] = line.split(divider).map((column) => column.trim());
  return [first, second];
}

/**
 * The class folder (WordNet id) of each validation image, by file name: from the `val_annotations.txt` of
 * Tiny-ImageNet-200, or from a handmade `annotation.txt` in the same folder or its parent, with file name
 * and class in either order.
 */
export async function readAnnotations(validationFolder: string): Promise<Map<string, string>> {
  const classOf = new Map<string, string>();
  for (const path of ['../annotation.txt', 'annotation.txt', 'val_annotations.txt']) {
    for (const line of await readLines(join(validationFolder, path))) {
      const [first, second] = twoColumns(line);
      if (isImageName(first) && second) classOf.set(posix.basename(first), second);
      else if (isImageName(second) && first) classOf.set(posix.basename(second), first);
    }
  }
  return classOf;
}

/** The class name of each class folder (WordNet id), from the `words.txt` of Tiny-ImageNet-200. */
export async function readWords(folder: string): Promise<Map<string, string>> {
  const lines = await readLines(join(folder, 'words.txt'));
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [first, second] = line.split('\t');
      return first && second ? [[first, second]] : [];
    }),
  );
}
