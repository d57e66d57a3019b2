import { closeSync, existsSync } from 'node:fs';

import { openRegularFile } from '@jssl/settings/node';

import { EmbeddingsError } from '../files/embeddings-error.js';
import { checkGraph, readRows } from './check-graph.js';
import { searchCreator } from './create-search-index.js';
import { exactSearch } from './exact-search.js';
import { graphSearch } from './graph-search.js';
import { readDescription, type SearchIndexDescription } from './search-index-description.js';
import { SearchIndex } from './search-index.js';
import { loadUsearch } from './usearch-library.js';
import { VectorRows } from './vector-rows.js';
import { searchIndexFiles, sha256 } from './write-search-index.js';

/**
 * Reads an index written by `SearchIndex.write`. Nothing in the files is trusted: sizes, checksums and every
 * link of the graph are checked before native code reads them.
 * @throws EmbeddingsError when it is missing, damaged or of another version.
 * @example
 * ```ts
 * import { createSearchIndex, readSearchIndex } from '@jssl/embeddings';
 *
 * const made = await createSearchIndex(2);
 * made.add([1, 0], ['a.png']);
 * await made.write('photos.hnsw', { encoder: 'e1', source: 'photos', fingerprint: 'f1' });
 *
 * const { index, about } = await readSearchIndex('photos.hnsw');
 * console.log(index.length, about.source); // 1 photos
 * ```
 */
export async function readSearchIndex(
  file: string,
): Promise<{ readonly index: SearchIndex; readonly about: SearchIndexDescription }> {
  const [vectorFile, aboutFile] = searchIndexFiles(file);
  const missing = [vectorFile, aboutFile].find((one) => !existsSync(one));
  if (missing !== undefined) {
    throw new EmbeddingsError(`there is no search index at ${file}: ${missing} is missing`);
  }
  const { encoder, source, fingerprint, ...stored } = readDescription(aboutFile);
  const rows = new VectorRows(stored.features);
  const opened = openVectors(vectorFile);
  try {
    if ((await sha256(opened.descriptor)) !== stored.sha256) {
      throw new EmbeddingsError(
        `${vectorFile} is damaged or does not belong to ${aboutFile}; build the index again`,
      );
    }
    checkAgain(vectorFile, () => {
      checkGraph(opened, stored);
      readRows(opened, stored.rows, rows);
    });
  } finally {
    closeSync(opened.descriptor);
  }
  const ids = stored.ids ?? Array.from({ length: stored.rows }, (_, place) => place);
  const library = stored.method === 'exact' ? undefined : await loadUsearch();
  const search = library ? graphSearch(library, rows, vectorFile) : exactSearch(rows);
  const create = await searchCreator(stored.method === 'exact');
  const content = { rows, search, ids: [...ids], added: stored.added };
  return { index: new SearchIndex(create, content), about: { encoder, source, fingerprint } };
}

function openVectors(file: string): { readonly descriptor: number; readonly size: number } {
  try {
    return openRegularFile(file);
  } catch (error) {
    throw new EmbeddingsError(
      `${file} cannot be read: ${(error as Error).message}; build the index again`,
      { cause: error },
    );
  }
}

function checkAgain(file: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new EmbeddingsError(
      `${file} is not an index that can be read: ${(error as Error).message}; build the index again`,
      { cause: error },
    );
  }
}
