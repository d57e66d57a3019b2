import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { DataFailure } from '../dataset/data-failure.js';
import type { Progress } from '../dataset/dataset.js';
import { describeFile, type FoundFile } from './find-files.js';
import type { ImageSource, OpenedSource } from './image-source.js';
import { mapInOrder } from './map-in-order.js';
import { sourceKey } from './source-key.js';

/** Larger files are not read as a whole. */
const LARGEST_WHOLE = 2 ** 22;
/** Files that are read at once. */
const IN_FLIGHT = 16;

/** Files that images can be packed from, wherever they lie. */
export interface FileSource extends Omit<ImageSource, 'key'> {
  /** Hexadecimal; another one whenever anything about the files is another: place, size or time. */
  readonly stamp: string;
  /** The key, out of the content of the files, which are all read for it. */
  readonly findKey: (onProgress: (progress: Progress) => void) => Promise<string>;
}

/** SHA-256 of a file, or why it can't be read. */
async function contentOf(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  try {
    if (bytes > LARGEST_WHOLE) await pipeline(createReadStream(path), hash);
    else hash.update(await readFile(path));
    return hash.digest('hex');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable';
  }
}

/**
 * Files as a source of which the key tells their content, not their place or time: a folder that was
 * copied, moved or touched is not decoded again.
 * @param settings everything else that the images depend on; no place or time among it.
 * @param open fails at its end if a file was changed meanwhile, since the key is that of another content.
 */
export function fileSource(
  folder: string,
  files: readonly FoundFile[],
  settings: readonly unknown[],
  { description, open }: Pick<ImageSource, 'description' | 'open'>,
): FileSource {
  async function* untilChanged(images: OpenedSource['images']) {
    yield* images;
    for (const file of files) {
      const status = statSync(join(folder, file.path), { throwIfNoEntry: false });
      if (status && sourceKey(describeFile(file.path, status)) === sourceKey(file)) continue;
      throw new DataFailure(
        `openDataset: ${file.path} was changed while the images were read; try again`,
      );
    }
  }
  return {
    description,
    stamp: sourceKey(folder, files, settings),
    findKey: async (onProgress) => {
      const contents: (readonly [path: string, content: string])[] = [];
      const total = files.length;
      const read = mapInOrder(files, IN_FLIGHT, async ({ path, bytes }) => {
        return [path, await contentOf(join(folder, path), bytes)] as const;
      });
      for await (const one of read) {
        contents.push(one);
        onProgress({ phase: 'scanning', done: contents.length, total });
      }
      return sourceKey(settings, contents);
    },
    open: async (onProgress) => {
      const opened = await open(onProgress);
      return { ...opened, images: untilChanged(opened.images) };
    },
  };
}
