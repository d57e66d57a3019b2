import { exitCodes } from './exit-codes.js';

/** Where a command writes: results to `out`, progress and notes to `err`. */
export interface Terminal {
  /** One line of a result. */
  readonly out: (line: string) => void;
  /** One line of progress or advice. */
  readonly note: (line: string) => void;
  /** Shows a line that the next one replaces; undefined clears it. Only with a terminal. */
  readonly status: ((line: string | undefined) => void) | undefined;
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
  let shown = false;
  const status = (line: string | undefined) => {
    if (line === undefined && !shown) return;
    stderr.write(`\r\u001b[2K${line?.slice(0, (stderr.columns || 80) - 1) ?? ''}`);
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
  };
}
