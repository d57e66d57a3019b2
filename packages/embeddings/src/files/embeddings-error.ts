/**
 * Embeddings or a search index cannot be written or read. The message says what to do.
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { checkNewFiles, EmbeddingsError } from '@jssl/embeddings';
 *
 * writeFileSync('photos.npy', '');
 * try {
 *   checkNewFiles(['photos.npy']);
 * } catch (error) {
 *   if (error instanceof EmbeddingsError) console.log(error.code, error.message); // JSSL_EMBEDDINGS photos.npy exists; choose another file, or use force to replace it
 * }
 * ```
 */
export class EmbeddingsError extends Error {
  override readonly name = 'EmbeddingsError';
  readonly code = 'JSSL_EMBEDDINGS';
}
