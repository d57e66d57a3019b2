import { fillNames, printable } from '@jssl/settings';

/** Options of a {@link DataError}. */
export interface DataErrorOptions extends ErrorOptions {
  /** What to do. It may name settings in braces: `set {format} to unlabeled`. */
  readonly remedy?: string;
}

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
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly code = 'JSSL_DATA';

  readonly #what: string;
  readonly #remedy: string | undefined;

  constructor(what: string, { remedy, ...options }: DataErrorOptions = {}) {
    super(sentence(what, remedy), options);
    this.#what = what;
    this.#remedy = remedy;
  }

  /**
   * The message with other names for the settings.
   * @param nameOf a setting's name for the reader, such as `--format`.
   */
  describe(nameOf: (setting: string) => string): string {
    return sentence(this.#what, this.#remedy, nameOf);
  }
}

/** A file name in `what` may itself contain braces. */
function sentence(
  what: string,
  remedy: string | undefined,
  nameOf?: (setting: string) => string,
): string {
  return printable(remedy === undefined ? what : `${what}; ${fillNames(remedy, nameOf)}`);
}
