import { printable } from '@jssl/settings';

/**
 * A source of images or an option cannot be used. The message is one sentence that says why.
 * @example
 * ```ts
 * import { DataError, openDataset } from '@jssl/data';
 *
 * try {
 *   await openDataset('photos', { imageSize: 0 });
 * } catch (error) {
 *   if (error instanceof DataError) console.log(`${error.code}: ${error.message}`); // JSSL_DATA: openDataset: imageSize must be a whole number from 1 to 2048, got 0
 * }
 * ```
 */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly code = 'JSSL_DATA';

  constructor(message: string, options?: ErrorOptions) {
    super(printable(message), options);
  }
}
