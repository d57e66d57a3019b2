import { withRemedy } from './with-remedy.js';

/** Options of an {@link InputError}, and of other errors that say what to do. */
export interface InputErrorOptions extends ErrorOptions {
  /** What to do. It may name settings in braces: `start a new run with {initFrom}`. */
  readonly remedy?: string;
}

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
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly code = 'JSSL_INPUT';
  /** What cannot be used, and why. */
  readonly what: string;
  /** What to do, with settings in braces. */
  readonly remedy: string | undefined;

  constructor(what: string, { remedy, ...options }: InputErrorOptions = {}) {
    super(withRemedy(what, remedy), options);
    this.what = what;
    this.remedy = remedy;
  }

  /**
   * The message with other names for the settings.
   * @param nameOf a setting's name for the reader, such as `--init-from`.
   */
  describe(nameOf: (setting: string) => string): string {
    return withRemedy(this.what, this.remedy, nameOf);
  }
}
