import { printable } from '@jssl/settings';

/**
 * Embeddings or a search index cannot be written or read. The message says what to do.
 * @example
 * ```ts
 * import { EmbeddingsError, readSearchIndex } from '@jssl/embeddings';
 *
 * try {
 *   await readSearchIndex('missing.hnsw');
 * } catch (error) {
 *   if (error instanceof EmbeddingsError) console.log(error.code); // JSSL_EMBEDDINGS
 * }
 * ```
 */
export class EmbeddingsError extends Error {
  override readonly name = 'EmbeddingsError';
  readonly code = 'JSSL_EMBEDDINGS';

  constructor(message: string, options?: ErrorOptions) {
    super(printable(message), options);
  }
}
