import { printable } from '@jssl/settings';

import { exitCodes } from '../arguments/exit-codes.js';
import { screenOf } from './screen-of.js';
import { plainScreen, shorten, type Screen } from './screen.js';

/** Where a command writes: results to `out`, progress and notes to `err`. */
export interface Terminal {
  /** One line of a result. */
  readonly out: (line: string) => void;
  /** One line of progress or advice. */
  readonly note: (line: string) => void;
  /** Shows a line that the next one replaces; undefined clears it. Only on a terminal. */
  readonly status: ((line: string | undefined) => void) | undefined;
  /** The width and colors of each stream; absent: neither. */
  readonly screens?: { readonly out: Screen; readonly note: Screen };
}

/** Shows nothing: only rank 0 of a job prints. */
export const silentTerminal: Terminal = {
  out: () => undefined,
  note: () => undefined,
  status: undefined,
};

/** The screen of a command's results. */
export function outScreen({ screens }: Terminal): Screen {
  return screens?.out ?? plainScreen;
}

/** The screen of its progress and notes. */
export function noteScreen({ screens }: Terminal): Screen {
  return screens?.note ?? plainScreen;
}

/** The process's streams; a status line only if standard error is a terminal. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  // Progress that nobody reads is no reason to fail.
  stderr.on('error', () => undefined);
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has closed the pipe, as in `jssl data list | head -1`.
    if (error.code === 'EPIPE') return;
    stderr.write(
      `jssl: the result could not be written to standard output: ${printable(error.message)}\n`,
    );
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
