import { createHash } from 'node:crypto';
import { closeSync, createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';

import { openRegularFile } from '@jssl/settings/node';

import { EmbeddingsError } from '../files/embeddings-error.js';
import { writeWholeFiles } from '../files/whole-files.js';
import { checkGraph } from './check-graph.js';
import { descriptionText, type StoredIndex } from './search-index-description.js';
import type { VectorSearch } from './vector-search.js';

/**
 * The files of an index: the vectors with the graph, and the description with the ids.
 * @example
 * ```ts
 * import { searchIndexFiles } from '@jssl/embeddings';
 *
 * console.log(searchIndexFiles('photos.hnsw')); // [ 'photos.hnsw', 'photos.hnsw.json' ]
 * ```
 */
export function searchIndexFiles(file: string): [graph: string, about: string] {
  return [file, `${file}.json`];
}

/**
 * Writes an index, both files or neither.
 * @throws SettingError when one exists and `force` is not set, EmbeddingsError when one cannot be written.
 */
export async function writeSearchIndex(
  file: string,
  search: VectorSearch,
  described: Omit<StoredIndex, 'method' | 'sha256'>,
  { force }: { readonly force: boolean },
): Promise<void> {
  await writeWholeFiles(searchIndexFiles(file), { force }, async ([vectors = '', about = '']) => {
    search.save(vectors);
    const sha256 = await checkWritten(vectors, file, { ...described, method: search.method });
    const stored = { method: search.method, sha256, ...described };
    await writeFile(about, descriptionText(stored, `${file}.json`), { flush: true });
  });
}

/** @returns the SHA-256 of a file. @throws EmbeddingsError unless it was written whole. */
async function checkWritten(
  written: string,
  file: string,
  shape: Pick<StoredIndex, 'features' | 'rows' | 'method'>,
): Promise<string> {
  const opened = openRegularFile(written);
  try {
    checkGraph(opened, shape);
    return await sha256(opened.descriptor);
  } catch (error) {
    throw new EmbeddingsError(
      `${file} cannot be written: ${(error as Error).message}; check that the disk has space`,
      { cause: error },
    );
  } finally {
    closeSync(opened.descriptor);
  }
}

/** SHA-256 of an open file. */
export async function sha256(descriptor: number): Promise<string> {
  const hash = createHash('sha256');
  const content = createReadStream('', { fd: descriptor, autoClose: false, start: 0 });
  for await (const chunk of content) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
