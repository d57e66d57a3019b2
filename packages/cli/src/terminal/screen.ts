import { stripVTControlCharacters, styleText } from 'node:util';

export type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

/** The width of lines, and whether they have colors. */
export interface Screen {
  /** At least {@link LEAST_COLUMNS}; Infinity if it is no terminal. */
  readonly columns: number;
  /** The text in a style, or unchanged without colors. */
  readonly paint: (style: Style, text: string) => string;
}

/** Narrower terminals get lines of this many columns, and wrap them. */
export const LEAST_COLUMNS = 60;

/** Unlimited width, no colors. */
export const plainScreen: Screen = { columns: Infinity, paint: (_, text) => text };

/**
 * The screen of a stream: colors only on a terminal. As in Node, `NO_COLOR` disables and `FORCE_COLOR`
 * forces them, and wins over `NO_COLOR`.
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
/** Combining accents, which take no column. */
const NONE = /\p{Mark}/u;

/** The number of columns a text takes on a terminal, not counting color codes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of stripVTControlCharacters(text)) {
    if (!NONE.test(character)) columns += WIDE.test(character) ? 2 : 1;
  }
  return columns;
}

/** A text without colors, cut to at most this many columns; if it was cut, it ends with an ellipsis. */
export function shorten(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (columnsOf(kept + character) > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
