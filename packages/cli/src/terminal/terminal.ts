import { exitCodes } from '../arguments/exit-codes.js';
import { plainScreen, screenOf, shorten, type Screen } from './screen.js';

/** Where a command writes: results to `out`, progress and notes to `err`. */
export interface Terminal {
  /** One line of a result. */
  readonly out: (line: string) => void;
  /** One line of progress or advice. */
  readonly note: (line: string) => void;
  /** Shows a line that the next one replaces; undefined clears it. Only with a terminal. */
  readonly status: ((line: string | undefined) => void) | undefined;
  /** What the lines of each are written for; where absent, without width and colors. */
  readonly screens?: { readonly out: Screen; readonly note: Screen };
}

/** Shows nothing: of a job, the first rank speaks. */
export const silentTerminal: Terminal = {
  out: () => undefined,
  note: () => undefined,
  status: undefined,
};

/** What the results of a command are written for. */
export function outScreen({ screens }: Terminal): Screen {
  return screens?.out ?? plainScreen;
}

/** What its progress and notes are written for. */
export function noteScreen({ screens }: Terminal): Screen {
  return screens?.note ?? plainScreen;
}

/** The process's own streams; a status line only where standard error is a terminal. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  // Nobody reads progress any more: no reason to fail.
  stderr.on('error', () => undefined);
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Nobody reads on, as in `jssl data list | head -1`.
    if (error.code === 'EPIPE') return;
    stderr.write(`jssl: the result could not be written to standard output: ${error.message}\n`);
    process.exit(exitCodes.failure);
  });
  const screens = { out: screenOf(stdout), note: screenOf(stderr) };
  let shown = false;
  const status = (line: string | undefined) => {
    if (line === undefined && !shown) return;
    stderr.write(`\r\u001b[2K${shorten(line ?? '', (stderr.columns || 80) - 1)}`);
    shown = line !== undefined;
  };
  const write = (stream: NodeJS.WriteStream, line: string) => {
    status(undefined);
    stream.write(`${line}\n`);
  };
  return {
    out: (line) => {
      write(stdout, line);
    },
    note: (line) => {
      write(stderr, line);
    },
    status: stderr.isTTY ? status : undefined,
    screens,
  };
}
