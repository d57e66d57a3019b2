import { graphSearch } from './graph-search.js';
import { loadUsearch, type UsearchLibrary } from './usearch-library.js';
import { VectorRows } from './vector-rows.js';

test('where the library is missing or has no binary there is none', async () => {
  expect(typeof (await loadUsearch())?.Index).toBe('function');
  expect(await loadUsearch(() => Promise.reject(new Error('No native build was found')))).toBe(
    undefined,
  );
  expect(await loadUsearch(() => Promise.resolve({} as UsearchLibrary))).toBe(undefined);
});

test('an error of the library becomes a sentence', () => {
  const cause = new TypeError('Out of memory');
  const refuse = function () {
    throw cause;
  };
  const library = { Index: refuse } as unknown as UsearchLibrary;
  expect(() => graphSearch(library, new VectorRows(2))).toThrow(
    expect.objectContaining({
      code: 'JSSL_EMBEDDINGS',
      cause,
      message:
        'the graph library, usearch, creates no graph: Out of memory; build the index again with exact: true to do without it',
    }) as Error,
  );
});
