import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { decodeSafetensors, encodeSafetensors, type StateDict } from '@jssl/resnet';
import { printable } from '@jssl/settings';

import { messageOf } from './message-of.js';
import { replaceFile } from './replace-file.js';

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
}

/** Everything that a run goes on from: tensors by name, and the rest as JSON. */
export interface Checkpoint {
  readonly tensors: StateDict;
  readonly state: unknown;
}

/** The file that says which state file is the whole and checked one. */
const CURRENT = 'current.json';
const STATE_FILE = /^state-[0-9]{1,12}b?\.safetensors$/;

/**
 * Writes a checkpoint into a folder, in place of the one before it. At any instant the folder holds a
 * whole one: the new file is written beside, flushed, renamed, read back and compared by its checksum;
 * then `current.json` is turned to it in one step; then the old file is removed.
 * @param number such as the steps done, by which a person tells one from another.
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
  replaceFile(folder, file, bytes);
  if (hash(readFileSync(join(folder, file))) !== sha256) {
    rmSync(join(folder, file));
    throw new CheckpointError(
      `${join(folder, file)} is not what was written to it; the checkpoint before it is kept; check the disk`,
    );
  }
  replaceFile(folder, CURRENT, JSON.stringify({ file, sha256 }));
  for (const other of readdirSync(folder)) {
    if (other !== file && other !== CURRENT) rmSync(join(folder, other), { force: true });
  }
}

/**
 * A name that the current file does not have, which has to stay whole until `current.json` is turned
 * away from it: a run is saved twice at one number when one is due at the last step of an epoch.
 */
function freeName(folder: string, number: number): string {
  const name = `state-${number}.safetensors`;
  let current: string | undefined;
  try {
    current = hasCheckpoint(folder) ? readCurrent(folder).file : undefined;
  } catch (error) {
    // A damaged one is replaced.
    if (!(error instanceof CheckpointError)) throw error;
  }
  return current === name ? `state-${number}b.safetensors` : name;
}

/** Whether a folder holds a checkpoint. */
export function hasCheckpoint(folder: string): boolean {
  return existsSync(join(folder, CURRENT));
}

/**
 * Reads the checkpoint of a folder. The files are not trusted.
 * @throws CheckpointError when there is none, or it is not the one that was written.
 */
export function readCheckpoint(folder: string): Checkpoint {
  if (!hasCheckpoint(folder)) {
    throw new CheckpointError(`${folder} holds no checkpoint; give the run folder of jssl train`);
  }
  const { file, sha256 } = readCurrent(folder);
  const path = join(folder, file);
  const bytes = readOrExplain(path);
  if (hash(bytes) !== sha256) {
    throw new CheckpointError(
      `${path} is damaged: its checksum is not the one that was written; restore it from a copy`,
    );
  }
  try {
    const { tensors, metadata } = decodeSafetensors(bytes);
    return { tensors, state: JSON.parse(metadata['state'] ?? '') };
  } catch (error) {
    throw new CheckpointError(`${path} is not a checkpoint: ${printable(messageOf(error))}`);
  }
}

function readCurrent(folder: string): { file: string; sha256: string } {
  const path = join(folder, CURRENT);
  try {
    const current: unknown = JSON.parse(readOrExplain(path).toString());
    const { file, sha256 } = current as Record<string, unknown>;
    // No path: the file lies in this folder.
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
    return readFileSync(path);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new CheckpointError(`${path} cannot be read: ${code}`);
  }
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
