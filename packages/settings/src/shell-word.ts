/**
 * A word of a command line for a POSIX shell, quoted if it needs to be, whatever it contains.
 * @example
 * ```ts
 * import { shellWord } from '@jssl/settings';
 *
 * console.log(['photos', "it's", '$HOME'].map(shellWord).join(' ')); // photos 'it'\''s' '$HOME'
 * ```
 */
export function shellWord(word: string): string {
  return /^[\w./:,=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
