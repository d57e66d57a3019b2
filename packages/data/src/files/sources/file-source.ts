import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { DataFailure } from '../../dataset/data-failure.js';
import type { SkippedFile } from '../../dataset/dataset.js';
import type { RemediedNotes } from '../../dataset/describe-note.js';
import type { Work } from '../../dataset/work.js';
import { describeFile, type FoundFile } from '../walk/find-files.js';
import type { ImageSource, OpenedSource } from './image-source.js';
import { mapInOrder } from './map-in-order.js';
import { sourceKey } from './source-key.js';

/** Larger files are streamed. */
const LARGEST_WHOLE = 2 ** 22;
/** Number of files read concurrently. */
const IN_FLIGHT = 16;

/** Files with images to pack. */
export interface FileSource extends Omit<ImageSource, 'key'> {
  /** Hexadecimal; changes when a path, size or time of the files changes. */
  readonly stamp: string;
  /** Computes the key by reading the content of all files. */
  readonly findKey: (work: Work) => Promise<string>;
  /** Files left out although they may be pictures; found again on each call, so they are not packed. */
  readonly leftOut?: readonly SkippedFile[];
  /** How the files were found, in sentences; not packed either. */
  readonly notes?: readonly string[];
  /** What to do about some of these notes. */
  readonly noteRemedies?: RemediedNotes['noteRemedies'];
}

/** SHA-256 of a file, or the error code if it can't be read. */
async function contentOf({ bytes }: FoundFile, path: string, { signal }: Work): Promise<string> {
  const hash = createHash('sha256');
  try {
    if (bytes > LARGEST_WHOLE) await pipeline(createReadStream(path), hash, { signal });
    else hash.update(await readFile(path));
    return hash.digest('hex');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable';
  }
}

/** How images are read from files. */
interface FileReader
  extends
    Pick<ImageSource, 'description' | 'open'>,
    Pick<FileSource, 'leftOut' | 'notes' | 'noteRemedies'> {
  /** Everything besides the files' content that the images depend on, without paths and times. */
  readonly settings: readonly unknown[];
}

/**
 * Makes a source of files. Its key depends on their content, not on their location or times: a folder
 * that was copied, moved or touched is not decoded again. Reading its images fails at the end if a file
 * changed meanwhile, because the key would not match the content.
 */
export function fileSource(
  folder: string,
  files: readonly FoundFile[],
  { description, settings, open, leftOut = [], notes = [], noteRemedies = {} }: FileReader,
): FileSource {
  async function* untilChanged(images: OpenedSource['images']) {
    yield* images;
    for (const file of files) {
      const status = statSync(join(folder, file.path), { throwIfNoEntry: false });
      if (status && sourceKey(describeFile(file.path, status)) === sourceKey(file)) continue;
      throw new DataFailure(
        `openDataset: ${file.path} changed while the images were read; try again`,
      );
    }
  }
  return {
    ...{ description, leftOut, notes, noteRemedies },
    stamp: sourceKey(folder, files, settings),
    findKey: async (work) => {
      const contents: (readonly [path: string, content: string])[] = [];
      const total = files.length;
      const read = mapInOrder(files, IN_FLIGHT, async (file) => {
        return [file.path, await contentOf(file, join(folder, file.path), work)] as const;
      });
      for await (const one of read) {
        contents.push(one);
        work.onProgress({ phase: 'scanning', done: contents.length, total });
      }
      return sourceKey(settings, contents);
    },
    open: async (work) => {
      const opened = await open(work);
      return { ...opened, images: untilChanged(opened.images) };
    },
  };
}
