import { withRemedy } from './with-remedy.js';

/** Options of a {@link RemedyError}. */
export interface RemedyErrorOptions extends ErrorOptions {
  /** What to do. It may name settings in braces: `start a new run with {initFrom}`. */
  readonly remedy?: string;
}

/**
 * An error that says what is wrong and what to do, in one line: see `printable`. The base of `InputError` and of
 * the errors of other packages.
 * @example
 * ```ts
 * import { InputError, RemedyError } from '@jssl/settings';
 *
 * const error = new InputError('photos has other images', { remedy: 'start again with {initFrom}' });
 * if (error instanceof RemedyError) console.log(error.what); // photos has other images
 * ```
 */
export class RemedyError extends Error {
  /** What is wrong. It may contain braces, as in a file name. */
  readonly what: string;
  /** What to do, with settings in braces. */
  readonly remedy: string | undefined;

  constructor(what: string, { remedy, ...options }: RemedyErrorOptions = {}) {
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
