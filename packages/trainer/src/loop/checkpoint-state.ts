import { printable } from '@jssl/settings';

import { CheckpointError } from '../run/checkpoint-file.js';
import { messageOf } from '../run/message-of.js';
import { parseState, type CheckpointState } from './parse-state.js';

/** The layout of a checkpoint. */
export const CHECKPOINT_FORMAT = 'jssl-run-2';

/**
 * The state in the checkpoint of a run, checked.
 * @param out the run folder.
 * @throws CheckpointError when it is damaged, or was written by another version.
 */
export function checkpointState(out: string, state: unknown): CheckpointState {
  const { format } = (state ?? {}) as { readonly format?: unknown };
  if (format !== CHECKPOINT_FORMAT) {
    const got = typeof format === 'string' ? format.slice(0, 80) : `a format of ${typeof format}`;
    throw new CheckpointError(
      `the checkpoint in ${printable(out)} cannot be resumed by this version: its format must be ${CHECKPOINT_FORMAT}, got ${printable(got)}; use the version that wrote it`,
    );
  }
  return orDamaged(out, () => parseState(state));
}

/** Runs a check of a checkpoint. @throws CheckpointError with the run folder and what to do. */
export function orDamaged<Result>(out: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    throw new CheckpointError(
      `the checkpoint in ${printable(out)} is damaged: ${printable(messageOf(error))}; use another copy of the run`,
      { cause: error },
    );
  }
}
