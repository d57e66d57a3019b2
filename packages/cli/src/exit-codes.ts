import { DataError } from '@jssl/data';
import { ConfigError } from '@jssl/trainer';
import { CommanderError } from 'commander';

import { UsageError } from './usage-error.js';

/** What a command ends with. */
export const exitCodes = { success: 0, failure: 1, usage: 2, interrupted: 130 } as const;

/** Ends a command after Ctrl-C, once what it had was saved. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    // Help and version end by an "error" with code 0; all others are wrong use.
    return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  }
  if (error instanceof InterruptedError) return exitCodes.interrupted;
  const wrongUse =
    error instanceof UsageError || error instanceof ConfigError || error instanceof DataError;
  return wrongUse ? exitCodes.usage : exitCodes.failure;
}
