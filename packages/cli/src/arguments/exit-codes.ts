import { CommanderError } from 'commander';

/** Exit codes of every command. */
export const exitCodes = {
  success: 0,
  failure: 1,
  usage: 2,
  interrupted: 130,
  terminated: 143,
} as const;

/** Ends a command after Ctrl-C or SIGTERM, once its work is saved. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor(
    message: string,
    readonly signal: 'SIGINT' | 'SIGTERM' = 'SIGINT',
  ) {
    super(message);
  }
}

/** The exit code after a signal: 128 plus its number. */
export function exitCodeAfter(signal: 'SIGINT' | 'SIGTERM'): number {
  return signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
}

/** The codes of errors that mean wrong use. */
const wrongUse: readonly unknown[] = [
  'JSSL_USAGE',
  'JSSL_SETTING',
  'JSSL_INPUT',
  'JSSL_DATA',
  'JSSL_ENGINE',
  'JSSL_EMBEDDINGS',
];

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: Error): number {
  if (error instanceof CommanderError) {
    // Help and version end with an "error" of code 0; all others are wrong use.
    return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  }
  if (error instanceof InterruptedError) return exitCodeAfter(error.signal);
  // Another rank was asked to stop.
  if (error.name === 'AbortError') return exitCodes.terminated;
  return 'code' in error && wrongUse.includes(error.code) ? exitCodes.usage : exitCodes.failure;
}
