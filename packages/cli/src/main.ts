import { CommanderError } from 'commander';

import { acceptUnderscores } from './argument-spelling.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { createProgram } from './program.js';
import { processTerminal, type Terminal } from './terminal.js';

/**
 * Runs one command line (without `node` and the script) and returns its exit code: 0 success,
 * 1 failure while running, 2 wrong use, 130 after Ctrl-C. The first Ctrl-C or SIGTERM asks the
 * command to save and stop, the second leaves at once.
 */
export async function main(
  argv: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(exitCodes.interrupted);
    terminal.note('stopping after this step; once more to leave at once');
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const program = createProgram({ terminal, signal: stop.signal, argv });
  try {
    await program.parseAsync(acceptUnderscores(argv), { from: 'user' });
    return exitCodes.success;
  } catch (error) {
    terminal.status?.(undefined);
    // Commander has printed its own errors.
    if (!(error instanceof CommanderError)) {
      terminal.note(`jssl: ${error instanceof Error ? error.message : String(error)}`);
      if (program.opts<{ debug?: boolean }>().debug && error instanceof Error) {
        terminal.note(error.stack ?? '');
      }
    }
    return exitCodeOf(error);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
