import { CommanderError } from 'commander';

/** What a command ends with. */
export const exitCodes = {
  success: 0,
  failure: 1,
  usage: 2,
  interrupted: 130,
  terminated: 143,
} as const;

/** Ends a command after Ctrl-C or SIGTERM, once what it had was saved. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor(
    message: string,
    readonly signal: 'SIGINT' | 'SIGTERM' = 'SIGINT',
  ) {
    super(message);
  }
}

/** The exit code after a signal: 128 and its number. */
export function exitCodeAfter(signal: 'SIGINT' | 'SIGTERM'): number {
  return signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
}

/**
 * The errors that mean wrong use, by name: to ask for the classes of the packages would load
 * TensorFlow into commands that do not compute.
 */
const wrongUse: readonly string[] = [
  'UsageError',
  'InputError',
  'SettingError',
  'DataError',
  'EngineError',
  'EmbeddingsError',
];

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: Error): number {
  if (error instanceof CommanderError) {
    // Help and version end by an "error" with code 0; all others are wrong use.
    return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  }
  if (error instanceof InterruptedError) return exitCodeAfter(error.signal);
  return wrongUse.includes(error.name) ? exitCodes.usage : exitCodes.failure;
}
