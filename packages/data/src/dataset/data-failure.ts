/**
 * A download or a packed file that failed although it was asked for rightly, in one sentence.
 * @example
 * ```ts
 * import { DataError, DataFailure } from '@jssl/data';
 *
 * // 2 for what the caller can mend, 1 for what failed on its way, such as a download.
 * const exitCode = (error: unknown) => (error instanceof DataError ? 2 : 1);
 * console.log(exitCode(new DataFailure('the download was cut off'))); // 1
 * ```
 */
export class DataFailure extends Error {
  override readonly name = 'DataFailure';
}
