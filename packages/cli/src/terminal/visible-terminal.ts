import { printable } from '@jssl/settings';

import type { Screen } from './screen.js';
import type { Terminal } from './terminal.js';

/** The colors that `Screen.paint` makes, in a group so that `split` keeps them. */
const colors = /(\u001b\[(?:1|2|22|31|32|33|36|39)m)/;

/**
 * A terminal on which every character of a line is visible, whatever file or name it comes from: see
 * `printable`. Only colors are kept, and only where the screen has them.
 */
export function visibleTerminal(terminal: Terminal): Terminal {
  const { out, note, status, screens } = terminal;
  const show = lineFor(screens?.out);
  const showNote = lineFor(screens?.note);
  return {
    out: (line) => {
      out(show(line));
    },
    note: (line) => {
      note(showNote(line));
    },
    status:
      status &&
      ((line) => {
        status(line === undefined ? undefined : showNote(line));
      }),
    ...(screens && { screens }),
  };
}

function lineFor(screen: Screen | undefined): (line: string) => string {
  const hasColors = screen !== undefined && screen.paint('bold', 'a') !== 'a';
  if (!hasColors) return printable;
  return (line) =>
    line
      .split(colors)
      .map((part, at) => (at % 2 === 1 ? part : printable(part)))
      .join('');
}
