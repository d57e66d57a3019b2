import { stripVTControlCharacters, styleText } from 'node:util';

export type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

/** What lines are written for: how wide they may be, and whether they have colors. */
export interface Screen {
  /** At least {@link LEAST_COLUMNS}; Infinity where nobody reads along, as in a file. */
  readonly columns: number;
  /** The text in a style, or as it is where there are no colors. */
  readonly paint: (style: Style, text: string) => string;
}

/** Narrower terminals get lines for this many columns, and wrap them as they will. */
export const LEAST_COLUMNS = 60;

/** Neither a width nor colors. */
export const plainScreen: Screen = { columns: Infinity, paint: (_, text) => text };

/**
 * What a stream shows: colors on a terminal alone, unless `NO_COLOR` is set, or `FORCE_COLOR`, which
 * is stronger, as Node has it.
 */
export function screenOf(stream: NodeJS.WriteStream): Screen {
  return {
    get columns() {
      return stream.isTTY ? Math.max(LEAST_COLUMNS, stream.columns || 80) : Infinity;
    },
    paint: (style, text) => styleText(style, text, { stream }),
  };
}

/** East Asian characters and emoji, which take two columns. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;
/** Accents that are put upon the character before them. */
const NONE = /\p{Mark}/u;

/** Columns that a text takes on a terminal, its colors not counted. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of stripVTControlCharacters(text)) {
    if (!NONE.test(character)) columns += WIDE.test(character) ? 2 : 1;
  }
  return columns;
}

/** A text without colors, cut to at most so many columns, the last of them an ellipsis then. */
export function shorten(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (columnsOf(kept + character) > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
