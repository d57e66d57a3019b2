import { RemedyError } from './remedy-error.js';

/**
 * An input cannot be used: a path that is no run folder, a damaged weights file, images without labels where
 * labels are needed. The message says what to do, in one line: see `printable`.
 * @example
 * ```ts
 * import { InputError } from '@jssl/settings';
 *
 * const error = new InputError('photos has other images', { remedy: 'start again with {initFrom}' });
 * console.log(error.code); // JSSL_INPUT
 * console.log(error.message); // photos has other images; start again with initFrom
 * console.log(error.describe(() => '--init-from')); // photos has other images; start again with --init-from
 * ```
 */
export class InputError extends RemedyError {
  override readonly name = 'InputError';
  readonly code = 'JSSL_INPUT';
}
