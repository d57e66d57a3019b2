import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import { InputError, printable } from '@jssl/settings';

import { BEAT_MS, startHeartbeat } from './lock-heartbeat.js';
import { lockText, readLock, type FoundLock, type LockRecord } from './lock-record.js';
import { messageOf } from '../message-of.js';
import { fateOf, isVisible, ownIdentity } from './process-identity.js';

const LOCK = 'lock';

/** How long to wait for a process that is ending: `mpirun` sends SIGKILL a second after SIGTERM. */
const PATIENCE_MS = 3000;
/** A process elsewhere counts as gone after this long without a heartbeat. */
const SILENCE_MS = 60_000;
/** How long a silent process elsewhere is watched before its lock is taken over. */
const WATCH_MS = 3 * BEAT_MS;
/**
 * An empty or incomplete file this old was left by a process that died; a newer one may still be written.
 */
const UNWRITTEN_MS = 300;

/** A folder that this process holds. */
export interface RunLock {
  /** @throws InputError when another process has taken over the folder, or the lock was removed. */
  readonly requireHeld: () => void;
  /** Releases the folder. */
  readonly release: () => void;
}

/** How long to wait, for tests. */
export interface LockTimes {
  /** For a process that is ending. */
  readonly patienceMs?: number;
  readonly silenceMs?: number;
  readonly watchMs?: number;
  readonly beatMs?: number;
}

/**
 * Locks a run folder, so that no second process writes into it, on this machine or on another one that shares
 * the folder.
 *
 * The file `lock` names its holder, which writes a heartbeat to it every few seconds. Only one process can
 * replace or remove `lock` while it has the token T: the one that created `lock.after-T`, which can be done
 * once, and then found T still in `lock`. Tokens are never reused, so a process that creates `lock.after-T`
 * too late finds another token.
 * @throws InputError while another process holds it, after waiting a few seconds for one that is ending; and
 * when the folder cannot be written. The lock of a process that is gone is taken over: at once if it ran
 * where this one runs, otherwise after it has written no heartbeat for a minute. Times are compared by the
 * clock of the file system.
 */
export function lockRun(folder: string, times: LockTimes = {}): RunLock {
  const path = join(folder, LOCK);
  const record = { token: randomUUID(), holder: ownIdentity(), since: new Date().toISOString() };
  const own = join(folder, `${LOCK}.new-${record.token}`);
  try {
    writeFileSync(own, lockText(record), { flag: 'wx' });
    takeLock(folder, own, record, times);
  } catch (error) {
    throw explained(folder, error);
  } finally {
    rmSync(own, { force: true });
  }
  removeLeftovers(folder, record.token);
  const stopHeartbeat = startHeartbeat(path, record, times.beatMs);
  return {
    requireHeld: () => {
      // A missing folder is reported when something writes to it.
      if (!existsSync(folder)) return;
      const found = readLock(path);
      if (found?.token !== record.token) throw new InputError(lostSentence(folder, found));
    },
    release: () => {
      stopHeartbeat();
      removeLock(folder, record);
    },
  };
}

function takeLock(folder: string, own: string, { token }: LockRecord, times: LockTimes): void {
  const { patienceMs = PATIENCE_MS } = times;
  const path = join(folder, LOCK);
  const until = performance.now() + patienceMs;
  while (!createOnce(own, path)) {
    const found = readLock(path);
    if (!found) continue;
    if (found.token === token) return;
    const claim = claimOf(folder, found, own, times);
    if (claim === 'held') {
      const isOwn = found.record?.holder.pid === process.pid;
      if (performance.now() > until || isOwn || !isVisibleHere(found)) {
        throw new InputError(heldSentence(folder, found, own));
      }
      sleep(50);
    } else if (claim === 'claimed elsewhere') {
      sleep(20);
    } else {
      // A process that claims too late finds another token and must not touch the lock.
      const isSame = readLock(path)?.token === found.token;
      if (isSame) renameSync(own, path);
      for (const file of claim) rmSync(file, { force: true });
      if (isSame) return;
    }
  }
}

/**
 * Claims the right to replace a lock, which only one process gets. If the process that has the right is gone
 * too, its right is claimed in the same way, and so on.
 * @returns the files of the claims, or why there is none.
 */
function claimOf(
  folder: string,
  lock: FoundLock,
  own: string,
  times: LockTimes,
): readonly string[] | 'held' | 'claimed elsewhere' {
  const claims: string[] = [];
  let found: FoundLock | undefined = lock;
  while (isGone(found, own, times)) {
    const claim = join(folder, `${LOCK}.after-${found.token}`);
    claims.push(claim);
    if (createOnce(own, claim)) return claims;
    found = readLock(claim);
    if (!found) return 'claimed elsewhere';
  }
  return found === lock ? 'held' : 'claimed elsewhere';
}

/** Creates a file with the content of another, at once; false if it exists. */
function createOnce(from: string, path: string): boolean {
  try {
    linkSync(from, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code ?? '')) throw error;
  }
  // On file systems without links, such as FAT, the content is written a moment later.
  try {
    writeFileSync(path, readFileSync(from), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Whether the process that wrote a lock file has ended. If that is uncertain, it watches the file for a
 * while.
 */
function isGone(
  found: FoundLock,
  own: string,
  { silenceMs = SILENCE_MS, watchMs = WATCH_MS }: LockTimes,
): boolean {
  const { record, isOld } = found;
  if (!record) {
    if (ageOf(found, own) < UNWRITTEN_MS) sleep(UNWRITTEN_MS);
    return true;
  }
  const fate = fateOf(record.holder);
  if (fate !== 'unknown') return fate === 'gone';
  if (isOld) return false;
  const age = ageOf(found, own);
  if (age >= 0 && age <= silenceMs) return false;
  // The clock may have been set since the last heartbeat, so wait for the next one.
  const path = join(own, '..', LOCK);
  const until = performance.now() + watchMs;
  while (performance.now() < until) {
    sleep(watchMs / 15);
    const now = readLock(path);
    if (now?.token === found.token && now.beat !== found.beat) return false;
  }
  return true;
}

/** Time since the last heartbeat, by the clock of the file system. */
function ageOf({ writtenAt }: FoundLock, own: string): number {
  // Writing the first byte again sets the time; other processes may be reading the file.
  const start = readFileSync(own).subarray(0, 1);
  const descriptor = openSync(own, 'r+');
  try {
    writeSync(descriptor, start, 0, start.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return (readLock(own)?.writtenAt ?? writtenAt) - writtenAt;
}

function isVisibleHere({ record }: FoundLock): boolean {
  return record !== undefined && isVisible(record.holder);
}

/** Removes the lock, unless another process has claimed it. */
function removeLock(folder: string, { token, holder, since }: LockRecord): void {
  const path = join(folder, LOCK);
  // The claim names its maker too, in case it is killed here.
  const claimer = { token: randomUUID(), holder, since };
  const own = join(folder, `${LOCK}.new-${claimer.token}`);
  const claim = join(folder, `${LOCK}.after-${token}`);
  try {
    writeFileSync(own, lockText(claimer), { flag: 'wx' });
    if (!createOnce(own, claim)) return;
    if (readLock(path)?.token === token) rmSync(path, { force: true });
    rmSync(claim, { force: true });
  } catch {
    // If the lock can't be removed, it counts as a dead process's lock once this process has ended.
  } finally {
    rmSync(own, { force: true });
  }
}

/** Removes files left by processes that were killed while locking. */
function removeLeftovers(folder: string, token: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    // Claims to earlier locks are no longer needed.
    const isOldClaim = name.startsWith(`${LOCK}.after-`) && !name.endsWith(token);
    if (!isOldClaim && !(name.startsWith(`${LOCK}.new-`) && isLeft(path))) continue;
    if (readLock(join(folder, LOCK))?.token === token) rmSync(path, { force: true });
  }
}

function isLeft(path: string): boolean {
  let found = readLock(path);
  if (found && !found.record) {
    sleep(UNWRITTEN_MS);
    found = readLock(path);
    if (found && !found.record) return true;
  }
  return found?.record !== undefined && fateOf(found.record.holder) === 'gone';
}

function describeHolder({ record }: FoundLock): string {
  if (!record) return 'another process';
  const { holder, since } = record;
  const [day = '', time = ''] = since.split('T');
  const when = since === '' ? '' : ` since ${day} ${time.slice(0, 5)} UTC`;
  return printable(`process ${holder.pid} on ${holder.host}${when}`);
}

function heldSentence(folder: string, found: FoundLock, own: string): string {
  const start = `${printable(folder)} is being trained by ${describeHolder(found)}`;
  const age = found.isOld ? 0 : ageOf(found, own);
  if (isVisibleHere(found)) {
    const silent =
      age > SILENCE_MS ? ', which has stopped sending heartbeats and may be suspended' : '';
    return `${start}${silent}; wait for it or stop it first`;
  }
  const seconds = Math.max(0, Math.round(age / 1000));
  return `${start}, which runs on another machine or in another container and sent a heartbeat ${seconds} s ago; wait for it or stop it first, or try again in a minute if it has ended`;
}

function lostSentence(folder: string, found: FoundLock | undefined): string {
  const who = found
    ? `${describeHolder(found)} has taken over ${printable(folder)}`
    : `the lock of ${printable(folder)} was removed, so another process may have trained it`;
  return `${who} while this process was suspended or could not reach the folder; this process stops without writing`;
}

/** The error with what to do, if the folder can't be written. */
function explained(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') return error;
  return new InputError(
    `${printable(folder)} cannot be written (${messageOf(error)}); make it writable for this user, or work on a copy of it`,
    { cause: error },
  );
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
