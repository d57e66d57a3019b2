import { fillNames } from './fill-names.js';
import { nearestName } from './nearest-name.js';
import { printable } from './printable.js';
import { shown } from './shown.js';

/** The parts of a {@link SettingError}. Texts may name settings in braces: `at least {batchSize}`. */
export interface WrongSetting {
  /** The setting's name in TypeScript, such as `batchSize`. */
  readonly setting: string;
  /** What it must be, behind "must be". */
  readonly required: string;
  /** The value that was given. */
  readonly got: unknown;
  /** Shown instead of the value alone: `32 negatives and batches of 64`. */
  readonly gotText?: string;
  /** What to do, if that does not follow from `required`. */
  readonly remedy?: string;
  /** The allowed names; if `got` is probably a misspelling of one, that name is suggested. */
  readonly choices?: readonly string[] | undefined;
}

/**
 * An invalid setting: on its own, together with others, or with the data. The message names settings as in
 * TypeScript; a command line says the same about its flags with {@link describe}.
 * @example
 * ```ts
 * import { SettingError } from '@jssl/settings';
 *
 * const error = new SettingError({
 *   setting: 'batchSize',
 *   required: 'at most the number of training images',
 *   got: 64,
 *   gotText: '64 for 40 images',
 *   remedy: 'lower {batchSize}',
 * });
 * console.log(error.message); // batchSize must be at most the number of training images, got 64 for 40 images; lower batchSize
 * console.log(error.describe(() => '--batch-size').split(',')[0]); // --batch-size must be at most the number of training images
 * console.log(error.code, error.setting, error.got); // JSSL_SETTING batchSize 64
 * ```
 */
export class SettingError extends Error {
  override readonly name = 'SettingError';
  readonly code = 'JSSL_SETTING';
  readonly setting: string;
  readonly required: string;
  readonly got: unknown;
  /** Its parts, to create the same error elsewhere, such as on another rank. */
  readonly wrong: WrongSetting;

  constructor(wrong: WrongSetting, options?: ErrorOptions) {
    super(
      sentence(wrong, (name) => name),
      options,
    );
    this.wrong = wrong;
    this.setting = wrong.setting;
    this.required = fillNames(wrong.required);
    this.got = wrong.got;
  }

  /**
   * The message with other names for the settings.
   * @param nameOf a setting's name for the reader, such as `--batch-size`.
   */
  describe(nameOf: (setting: string) => string): string {
    return sentence(this.wrong, nameOf);
  }
}

function sentence(wrong: WrongSetting, nameOf: (setting: string) => string): string {
  const { setting, required, got, gotText, choices = [] } = wrong;
  const fill = (text: string) => fillNames(text, nameOf);
  // A value may itself contain braces.
  const value = gotText === undefined ? shown(got) : fill(gotText);
  const meant = typeof got === 'string' ? nearestName(got, choices) : undefined;
  const suggestion = meant === undefined ? undefined : `did you mean ${meant}?`;
  const remedy = wrong.remedy === undefined ? suggestion : fill(wrong.remedy);
  const end = remedy === undefined ? '' : `; ${remedy}`;
  return printable(`${nameOf(setting)} must be ${fill(required)}, got ${value}${end}`);
}
