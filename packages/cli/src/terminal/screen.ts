import { styleText } from 'node:util';

import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';

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

/** Columns that a text takes on a terminal: emoji and East Asian characters take two, colors none. */
export const columnsOf = (text: string): number => stringWidth(text);

/** A text cut to at most `columns`; the last of them is an ellipsis then. */
export const shorten = (text: string, columns: number): string => cliTruncate(text, columns);
