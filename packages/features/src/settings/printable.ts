/**
 * Text from a file that is not trusted, on one line: line breaks and other control characters escaped.
 * @example
 * ```ts
 * import { printable } from '@jssl/features';
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
