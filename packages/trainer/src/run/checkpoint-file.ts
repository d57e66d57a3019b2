import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { decodeSafetensors, encodeSafetensors, type StateDict } from '@jssl/resnet';
import { InputError, printable } from '@jssl/settings';
import { readRegularFile, replaceFile } from '@jssl/settings/node';

import { messageOf } from './message-of.js';

/**
 * A checkpoint that cannot be read.
 * @example
 * ```ts
 * import { cpSync, writeFileSync } from 'node:fs';
 * import { openDataset } from '@jssl/data';
 * import { CheckpointError, resumeTraining } from '@jssl/trainer';
 *
 * const photos = await openDataset('photos');
 * cpSync('runs/photos', 'runs/copy', { recursive: true });
 * writeFileSync('runs/copy/checkpoint/current.json', '{');
 * try {
 *   await resumeTraining(photos, { out: 'runs/copy' });
 * } catch (error) {
 *   if (error instanceof CheckpointError) console.log(error.message.split(';')[0]); // runs/copy/checkpoint/current.json is damaged: it names no state file
 * }
 * ```
 */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  readonly code = 'JSSL_CHECKPOINT';

  constructor(message: string, options?: ErrorOptions) {
    super(printable(message), options);
  }
}

/** Everything needed to resume a run: tensors by name, and the rest as JSON. */
export interface Checkpoint {
  readonly tensors: StateDict;
  readonly state: unknown;
}

/** The file that names the current state file. */
const CURRENT = 'current.json';
const STATE_FILE = /^state-[0-9]{1,12}b?\.safetensors$/;

/**
 * Replaces the checkpoint in a folder, which has a complete checkpoint at every moment. The new file is
 * written, flushed, renamed, read back and checked against its checksum. Then `current.json` is switched to
 * it in one step, and the old file is removed.
 * @param number part of the file name, such as the steps done.
 */
export function writeCheckpoint(
  folder: string,
  number: number,
  { tensors, state }: Checkpoint,
): void {
  mkdirSync(folder, { recursive: true });
  const bytes = encodeSafetensors(tensors, { state: JSON.stringify(state) });
  const file = freeName(folder, number);
  const sha256 = hash(bytes);
  replaceFile(join(folder, file), bytes);
  if (hash(readFileSync(join(folder, file))) !== sha256) {
    rmSync(join(folder, file));
    throw new CheckpointError(
      `${join(folder, file)} was not written correctly; the checkpoint before it is kept; check the disk`,
    );
  }
  replaceFile(join(folder, CURRENT), JSON.stringify({ file, sha256 }));
  for (const other of readdirSync(folder)) {
    if (other !== file && other !== CURRENT) rmSync(join(folder, other), { force: true });
  }
}

/**
 * A file name that differs from the current one: that file must stay complete until `current.json` names
 * another. The number alone is not enough, because a run is saved twice with the same number if a checkpoint
 * is due at the last step of an epoch.
 */
function freeName(folder: string, number: number): string {
  const name = `state-${number}.safetensors`;
  let current: string | undefined;
  try {
    current = hasCheckpoint(folder) ? readCurrent(folder).file : undefined;
  } catch (error) {
    // A damaged checkpoint is replaced.
    if (!(error instanceof CheckpointError)) throw error;
  }
  return current === name ? `state-${number}b.safetensors` : name;
}

/** Whether a folder has a checkpoint. */
export function hasCheckpoint(folder: string): boolean {
  return existsSync(join(folder, CURRENT));
}

/**
 * Reads the checkpoint of a folder. The files are not trusted.
 * @throws CheckpointError when there is none, or it is damaged.
 */
export function readCheckpoint(folder: string): Checkpoint {
  if (!hasCheckpoint(folder)) {
    throw new CheckpointError(`${folder} has no checkpoint; pass the folder of a training run`);
  }
  const { file, sha256 } = readCurrent(folder);
  const path = join(folder, file);
  const bytes = readOrExplain(path);
  if (hash(bytes) !== sha256) {
    throw new CheckpointError(`${path} is damaged: its checksum is wrong; restore it from a copy`);
  }
  try {
    const { tensors, metadata } = decodeSafetensors(bytes);
    return { tensors, state: JSON.parse(metadata['state'] ?? '') };
  } catch (error) {
    throw new CheckpointError(`${path} is not a checkpoint: ${printable(messageOf(error))}`, {
      cause: error,
    });
  }
}

function readCurrent(folder: string): { file: string; sha256: string } {
  const path = join(folder, CURRENT);
  try {
    const current: unknown = JSON.parse(readOrExplain(path).toString());
    const { file, sha256 } = current as Record<string, unknown>;
    // Not a path: the file is in this folder.
    if (typeof file === 'string' && STATE_FILE.test(file) && typeof sha256 === 'string') {
      return { file, sha256 };
    }
  } catch (error) {
    if (error instanceof CheckpointError) throw error;
  }
  throw new CheckpointError(`${path} is damaged: it names no state file; restore it from a copy`);
}

function readOrExplain(path: string): Buffer {
  try {
    return readRegularFile(path);
  } catch (error) {
    if (error instanceof InputError) throw new CheckpointError(error.message, { cause: error });
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new CheckpointError(`${path} cannot be read: ${code}`, { cause: error });
  }
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
