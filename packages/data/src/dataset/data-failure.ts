/**
 * A download failed, or the cache can't be read or written, although the call was correct. The message is
 * one sentence that says why.
 * @example
 * ```ts
 * import { DataError, DataFailure } from '@jssl/data';
 *
 * // 2 for errors of the caller, 1 for failures such as an interrupted download.
 * const exitCode = (error: unknown) => (error instanceof DataError ? 2 : 1);
 * console.log(exitCode(new DataFailure('the download was interrupted'))); // 1
 * ```
 */
export class DataFailure extends Error {
  override readonly name = 'DataFailure';
  readonly code = 'JSSL_DATA_FAILURE';
}
