import { printable } from './printable.js';

/**
 * Something that was given cannot be used: a path that is no run folder, a damaged weights file, images
 * without labels where labels are needed. The message says what to do, in one line: see
 * `printable`.
 * @example
 * ```ts
 * import { InputError } from '@jssl/settings';
 *
 * const error = new InputError('photos is not a run folder; pass the folder that jssl train made');
 * console.log(error.code); // JSSL_INPUT
 * ```
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly code = 'JSSL_INPUT';

  constructor(message: string, options?: ErrorOptions) {
    super(printable(message), options);
  }
}
