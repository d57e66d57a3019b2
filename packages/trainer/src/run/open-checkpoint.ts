import { InputError, SettingError } from '@jssl/settings';

import {
  bothDamaged,
  CheckpointError,
  readCheckpoint,
  readPreviousCheckpoint,
  type FoundCheckpoint,
} from './checkpoint-file.js';

/** A checkpoint that another version of the program wrote. It is not damaged, so no other one replaces it. */
export class OtherVersionError extends CheckpointError {}

/**
 * Opens the last checkpoint of a folder that can be used: if the last one cannot be read, or `open` refuses what
 * it holds, the one before it.
 * @param open uses a checkpoint. It throws CheckpointError for one that is damaged, and InputError or SettingError
 * for one that does not fit.
 * @returns what `open` returned.
 * @throws CheckpointError when both are damaged; the error about the last one when the other does not fit either.
 */
export async function openCheckpoint<Opened>(
  folder: string,
  open: (checkpoint: FoundCheckpoint) => Opened | Promise<Opened>,
): Promise<Opened> {
  const last = readCheckpoint(folder);
  try {
    return await open(last);
  } catch (error) {
    if (!isAboutCheckpoint(error)) throw error;
    // `last` is already the one before.
    if (last.damage) {
      throw error instanceof CheckpointError ? bothDamaged(last.damage, error) : error;
    }
    const before = readPreviousCheckpoint(folder, error);
    try {
      return await open(before);
    } catch (second) {
      const areDamaged = error instanceof CheckpointError && second instanceof CheckpointError;
      throw areDamaged ? bothDamaged(error, second) : error;
    }
  }
}

function isAboutCheckpoint(error: unknown): error is CheckpointError | InputError | SettingError {
  if (error instanceof OtherVersionError) return false;
  return (
    error instanceof CheckpointError || error instanceof InputError || error instanceof SettingError
  );
}
