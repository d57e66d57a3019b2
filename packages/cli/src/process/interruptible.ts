import { exitCodeAfter, InterruptedError } from '../arguments/exit-codes.js';
import type { Terminal } from '../terminal/terminal.js';

/**
 * Runs work that has something to save or clean up when it is stopped. The first Ctrl-C or SIGTERM
 * aborts the work's signal, the second exits at once. Other work doesn't need this: the process just ends.
 * @param whenStopped tells the user what the work does after the first signal.
 * @param work gets `release`, which restores the default: from then on a signal ends the process.
 */
export async function interruptible<Result>(
  terminal: Terminal,
  whenStopped: string,
  work: (signal: AbortSignal, release: () => void) => Promise<Result>,
): Promise<Result> {
  const stop = new AbortController();
  const onSignal = (signal: 'SIGINT' | 'SIGTERM') => {
    if (stop.signal.aborted) process.exit(exitCodeAfter(signal));
    terminal.note(`${whenStopped}; press again to exit at once`);
    stop.abort(new InterruptedError('stopped', signal));
  };
  const release = () => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await work(stop.signal, release);
  } finally {
    release();
  }
}
