import { RemedyError } from '@jssl/settings';

/**
 * A source of images cannot be used. The message is one sentence that says why.
 * @example
 * ```ts
 * import { DataError, openDataset } from '@jssl/data';
 *
 * try {
 *   await openDataset('photos-of-2019');
 * } catch (error) {
 *   if (error instanceof DataError) console.log(error.code, error.message.split(', ').at(-1)); // JSSL_DATA which does not exist
 * }
 * ```
 */
export class DataError extends RemedyError {
  override readonly name = 'DataError';
  readonly code = 'JSSL_DATA';
}
