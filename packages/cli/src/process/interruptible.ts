import { exitCodeAfter, InterruptedError } from '../arguments/exit-codes.js';
import type { Terminal } from '../terminal/terminal.js';

/**
 * Runs work that has something to save or to clear away when it is stopped. The first Ctrl-C or
 * SIGTERM aborts the signal that the work gets, the second leaves at once. All other work needs none
 * of this: the process just ends.
 * @param whenStopped what the work does at the first signal, for the person who waits.
 */
export async function interruptible<Result>(
  terminal: Terminal,
  whenStopped: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stop = new AbortController();
  const onSignal = (signal: 'SIGINT' | 'SIGTERM') => {
    if (stop.signal.aborted) process.exit(exitCodeAfter(signal));
    terminal.note(`${whenStopped}; once more to leave at once`);
    stop.abort(new InterruptedError('stopped', signal));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
