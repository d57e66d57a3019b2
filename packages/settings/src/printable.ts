/**
 * Untrusted text (a file's name, a message from a file) as one line: control characters are escaped, so
 * that it cannot move the cursor or start a line of its own.
 * @example
 * ```ts
 * import { printable } from '@jssl/settings';
 *
 * console.log(printable('a\tb')); // a\u0009b
 * ```
 */
export function printable(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
