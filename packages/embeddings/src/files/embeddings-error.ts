/**
 * Something asked for that cannot be done as it is, in one sentence that says what to do: wrong use.
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { checkNewFiles, EmbeddingsError } from '@jssl/embeddings';
 *
 * writeFileSync('photos.npy', '');
 * try {
 *   checkNewFiles(['photos.npy'], false);
 * } catch (error) {
 *   if (error instanceof EmbeddingsError) console.log(error.message); // photos.npy exists; give another --out or --force to replace it
 * }
 * ```
 */
export class EmbeddingsError extends Error {
  override readonly name = 'EmbeddingsError';
  readonly code = 'JSSL_EMBEDDINGS';
}
