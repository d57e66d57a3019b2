import { fillNames } from './fill-names.js';
import { printable } from './printable.js';

/**
 * The message of an error, on one line: what is wrong, and what to do.
 * @param what may contain braces, as in a file name.
 * @param remedy may name settings in braces: `try a lower {lr}`.
 * @param nameOf a setting's name for the reader; by default its name in TypeScript.
 * @example
 * ```ts
 * import { withRemedy } from '@jssl/settings';
 *
 * console.log(withRemedy('the loss became NaN', 'try a lower {lr}')); // the loss became NaN; try a lower lr
 * ```
 */
export function withRemedy(
  what: string,
  remedy: string | undefined,
  nameOf?: (setting: string) => string,
): string {
  return printable(remedy === undefined ? what : `${what}; ${fillNames(remedy, nameOf)}`);
}
