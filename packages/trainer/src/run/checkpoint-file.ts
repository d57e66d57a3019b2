import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { decodeSafetensors, encodeSafetensors, type StateDict } from '@jssl/resnet';
import { InputError, printable, RemedyError } from '@jssl/settings';
import { makeFolder, readRegularFile, replaceFile } from '@jssl/settings/node';

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
export class CheckpointError extends RemedyError {
  override readonly name = 'CheckpointError';
  readonly code = 'JSSL_CHECKPOINT';
}

/** Everything needed to resume a run: tensors by name, and the rest as JSON. */
export interface Checkpoint {
  readonly tensors: StateDict;
  readonly state: unknown;
}

/** A checkpoint that was read. */
export interface FoundCheckpoint extends Checkpoint {
  /** The path of its file. */
  readonly file: string;
  /** If this is the previous checkpoint: what is wrong with the last one, and what is repeated. */
  readonly fallback?: string;
  /** Why the last checkpoint could not be read, if this is the previous one. */
  readonly damage?: CheckpointError;
}

/** The files that name the state files of the last checkpoint and of the one before it. */
const [CURRENT, PREVIOUS] = ['current.json', 'previous.json'];
/** What was written from the last checkpoint; see `finished-outputs.ts`. */
export const FINISHED = 'finished.json';
const STATE_FILE = /^state-([0-9]{1,12})[bc]?\.safetensors$/;
const fullDisk: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/**
 * Adds a checkpoint to a folder and keeps the one before it. The folder has a complete checkpoint at every
 * moment: the new file is written, flushed, renamed, read back and checked against its checksum. Then
 * `previous.json` names the last file, `current.json` the new one, and older files are removed.
 * If the disk is full, the older of the two checkpoints makes room for the new one.
 * @param number part of the file name, such as the steps done.
 * @returns the checksum of the new file.
 */
export function writeCheckpoint(
  folder: string,
  number: number,
  { tensors, state }: Checkpoint,
): string {
  // A run folder that was removed is not created again.
  if (existsSync(dirname(folder))) makeFolder(folder);
  else mkdirSync(folder);
  const bytes = encodeSafetensors(tensors, { state: JSON.stringify(state) });
  const [last, before] = [CURRENT, PREVIOUS].map((name) => namedBy(folder, name));
  const file = freeName(number, [last?.file, before?.file]);
  const path = join(folder, file);
  const sha256 = hash(bytes);
  try {
    replaceFile(path, bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!fullDisk.includes(code) || !before || before.file === last?.file) throw error;
    rmSync(join(folder, PREVIOUS), { force: true });
    rmSync(join(folder, before.file), { force: true });
    replaceFile(path, bytes);
  }
  if (hash(readFileSync(path)) !== sha256) {
    rmSync(path);
    throw new CheckpointError(
      `${path} was not written correctly; the checkpoint before it is kept; check the disk`,
    );
  }
  if (last) replaceFile(join(folder, PREVIOUS), JSON.stringify(last));
  replaceFile(join(folder, CURRENT), JSON.stringify({ file, sha256 }));
  removeOldCheckpoints(folder);
  return sha256;
}

/** Removes all files but the two checkpoints, such as those that a killed process left. */
export function removeOldCheckpoints(folder: string): void {
  const names = [CURRENT, PREVIOUS].filter((name) => existsSync(join(folder, name)));
  const named = names.map((name) => namedBy(folder, name)?.file);
  // If one of them cannot be read, it is not known which files are needed.
  if (names.length === 0 || named.includes(undefined)) return;
  const kept = [CURRENT, PREVIOUS, FINISHED, ...named];
  for (const other of readdirSync(folder)) {
    if (!kept.includes(other)) rmSync(join(folder, other), { force: true });
  }
}

/**
 * A name that neither checkpoint uses: their files must stay intact until `current.json` points to the new
 * one. The number alone is not enough, because a run is saved twice with the same number if a checkpoint is
 * due at the last step of an epoch.
 */
function freeName(number: number, taken: readonly (string | undefined)[]): string {
  const names = ['', 'b', 'c'].map((letter) => `state-${number}${letter}.safetensors`);
  return names.find((name) => !taken.includes(name)) ?? '';
}

/** Whether a folder has a checkpoint, which may be damaged. */
export function hasCheckpoint(folder: string): boolean {
  return [CURRENT, PREVIOUS].some((name) => existsSync(join(folder, name)));
}

/**
 * Reads the last checkpoint of a folder, or the one before it if the last one is damaged. The files are not
 * trusted.
 * @throws CheckpointError when there is none, or all are damaged.
 */
export function readCheckpoint(folder: string): FoundCheckpoint {
  if (!hasCheckpoint(folder)) {
    throw new CheckpointError(`${folder} has no checkpoint; pass the folder of a training run`);
  }
  try {
    return readNamedBy(folder, CURRENT);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return { ...readPreviousCheckpoint(folder, error), damage: error };
  }
}

/**
 * Reads the checkpoint before the last one, with the sentence that says so.
 * @param damage why the last one cannot be used.
 * @throws `damage` if there is no other checkpoint; CheckpointError if that is damaged, too.
 */
export function readPreviousCheckpoint(folder: string, damage: Error): FoundCheckpoint {
  const [last, before] = [CURRENT, PREVIOUS].map((name) => namedBy(folder, name));
  const isOther = before?.file !== last?.file || before === undefined;
  if (!existsSync(join(folder, PREVIOUS)) || !isOther) throw damage;
  try {
    const what =
      damage instanceof CheckpointError
        ? damage.what
        : `${join(folder, last?.file ?? '')} does not fit: ${whatOf(damage)}`;
    return { ...readNamedBy(folder, PREVIOUS), fallback: fallbackSentence(folder, what) };
  } catch (error) {
    if (!(error instanceof CheckpointError) || !(damage instanceof CheckpointError)) throw damage;
    throw bothDamaged(damage, error);
  }
}

/** The error when neither checkpoint can be used. */
export function bothDamaged(last: CheckpointError, before: CheckpointError): CheckpointError {
  return new CheckpointError(`both checkpoints are damaged: ${last.what}, and ${before.what}`, {
    cause: last,
    remedy: 'restore one from a copy, or start a new run from the last weights with {initFrom}',
  });
}

/** What is wrong, without what to do. */
function whatOf(error: Error): string {
  return error instanceof RemedyError ? error.what : error.message;
}

/**
 * Called when the last checkpoint is damaged: makes the previous one the last, so that the next checkpoint
 * does not replace it.
 */
export function dropDamagedCheckpoint(folder: string): void {
  replaceFile(join(folder, CURRENT), readFileSync(join(folder, PREVIOUS)));
}

/** What was found and what is repeated. */
function fallbackSentence(folder: string, damage: string): string {
  const [last, before] = [CURRENT, PREVIOUS].map((name) => namedBy(folder, name));
  const steps = stepsOf(last?.file) - stepsOf(before?.file);
  const lost =
    steps > 0
      ? `the ${steps === 1 ? 'step' : `${steps} steps`} since then ${steps === 1 ? 'is' : 'are'} repeated`
      : Number.isNaN(steps)
        ? 'the steps since then are repeated'
        : 'no step is repeated';
  return `${damage}; using the checkpoint before it, ${before?.file ?? PREVIOUS}: ${lost}`;
}

/** The number in the name of a state file; NaN without one. */
function stepsOf(file: string | undefined): number {
  return Number(STATE_FILE.exec(file ?? '')?.[1] ?? NaN);
}

interface NamedFile {
  readonly file: string;
  readonly sha256: string;
}

function readNamedBy(folder: string, name: string): FoundCheckpoint {
  const { file, sha256 } = readName(join(folder, name));
  const path = join(folder, file);
  const bytes = readOrExplain(path);
  if (hash(bytes) !== sha256) {
    throw new CheckpointError(`${path} is damaged: its checksum is wrong`, {
      remedy: 'restore it from a copy',
    });
  }
  try {
    const { tensors, metadata } = decodeSafetensors(bytes);
    return { tensors, state: JSON.parse(metadata['state'] ?? ''), file: path };
  } catch (error) {
    throw new CheckpointError(`${path} is not a checkpoint: ${printable(messageOf(error))}`, {
      cause: error,
    });
  }
}

/** What `current.json` or `previous.json` names; undefined without one, or if it is damaged. */
function namedBy(folder: string, name: string): NamedFile | undefined {
  try {
    return readName(join(folder, name));
  } catch (error) {
    // A damaged checkpoint is replaced.
    if (error instanceof CheckpointError) return undefined;
    throw error;
  }
}

function readName(path: string): NamedFile {
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
  throw new CheckpointError(`${path} is damaged: it names no state file`, {
    remedy: 'restore it from a copy',
  });
}

function readOrExplain(path: string): Buffer {
  try {
    return readRegularFile(path);
  } catch (error) {
    if (error instanceof InputError) {
      const { what, remedy } = error;
      throw new CheckpointError(what, { cause: error, ...(remedy !== undefined && { remedy }) });
    }
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new CheckpointError(`${path} cannot be read: ${code}`, { cause: error });
  }
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
