import { styleText } from 'node:util';

import { LEAST_COLUMNS, type Screen } from './screen.js';

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
