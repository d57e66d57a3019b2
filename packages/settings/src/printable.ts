/** Characters that a terminal does not show on their own, and sequences of them that form an emoji. */
const invisible = new RegExp(
  [
    // The flags of England, Scotland and Wales: a black flag followed by tags. Other tags are invisible.
    String.raw`(?<flag>\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f})`,
    String.raw`[\u{e0001}\u{e0020}-\u{e007f}]`,
    // Control characters of both ranges, and halves of surrogate pairs.
    String.raw`\p{Cc}|\p{Cs}`,
    // Marks and overrides of the writing direction; separators of lines and paragraphs.
    String.raw`[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]`,
    // Without width.
    String.raw`[\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb]`,
    // Joiners: emoji and several scripts need them, but not behind ASCII, where nothing joins.
    String.raw`(?<![^\u0000-\u007f\u200c\u200d])[\u200c\u200d]`,
  ].join('|'),
  'gu',
);

/**
 * Untrusted text (a file's name, a message from a file) as one line in which every character is visible. What
 * would move the cursor, start a line, change the writing direction or be invisible is written as `\u` and
 * four hexadecimal digits, as in JSON. Letters of all scripts, combining marks and emoji stay. Applying it
 * twice changes nothing more.
 * @example
 * ```ts
 * import { printable } from '@jssl/settings';
 *
 * console.log(printable('a\tb\u202e')); // a\u0009b\u202e
 * ```
 */
export function printable(text: string): string {
  return text.replace(invisible, (found, flag: string | undefined) => flag ?? escaped(found));
}

/** Each UTF-16 unit as an escape, so that JSON text stays JSON. */
function escaped(text: string): string {
  return Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}
