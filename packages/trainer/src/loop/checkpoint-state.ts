import { printable } from '@jssl/settings';

import { CheckpointError } from '../run/checkpoint-file.js';
import { messageOf } from '../run/message-of.js';
import { OtherVersionError } from '../run/open-checkpoint.js';
import { parseState, type CheckpointState } from './parse-state.js';

/** The layout of a checkpoint. */
export const CHECKPOINT_FORMAT = 'jssl-run-2';
/** The formats of earlier and later versions. */
const OF_VERSION = /^jssl-run-\d+$/;

/**
 * The state in a checkpoint, checked.
 * @param file the path of the checkpoint.
 * @throws CheckpointError when it is damaged, or was written by another version.
 */
export function checkpointState(file: string, state: unknown): CheckpointState {
  const { format } = (state ?? {}) as { readonly format?: unknown };
  if (format !== CHECKPOINT_FORMAT) {
    const got = typeof format === 'string' ? format.slice(0, 80) : `a format of ${typeof format}`;
    const Refusal = OF_VERSION.test(got) ? OtherVersionError : CheckpointError;
    throw new Refusal(
      `${printable(file)} cannot be resumed by this version: its format must be ${CHECKPOINT_FORMAT}, got ${printable(got)}`,
      { remedy: 'use the version that wrote it' },
    );
  }
  return orDamaged(file, () => parseState(state));
}

/** Runs a check of a checkpoint. @throws CheckpointError with its path and what to do. */
export function orDamaged<Result>(file: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    throw new CheckpointError(`${printable(file)} is damaged: ${printable(messageOf(error))}`, {
      cause: error,
      remedy: 'use another copy of the run',
    });
  }
}
