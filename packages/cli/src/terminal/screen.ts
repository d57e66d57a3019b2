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

/** Columns that a text takes on a terminal: emoji and East Asian characters take two, colors none. */
export const columnsOf = (text: string): number => stringWidth(text);

/** A text cut to at most `columns`; the last of them is an ellipsis then. */
export const shorten = (text: string, columns: number): string => cliTruncate(text, columns);
