import { closeSync, fstatSync, readFileSync } from 'node:fs';

import { openRegularFile } from '@jssl/settings/node';

import { ownIdentity, type ProcessIdentity } from './process-identity.js';

/** The content of a lock file. */
export interface LockRecord {
  /** Unique to each time the folder is locked. */
  readonly token: string;
  readonly holder: ProcessIdentity;
  /** When it was locked, by the holder's clock; ISO 8601. */
  readonly since: string;
}

/** A lock file as found. */
export interface FoundLock {
  readonly token: string;
  /** Undefined if the file is incomplete. */
  readonly record: LockRecord | undefined;
  /** Written by a version that assumes the process is visible here and writes no heartbeats. */
  readonly isOld: boolean;
  /** The last heartbeat: changes every time. */
  readonly beat: string;
  /** Time of the last heartbeat by the clock of the file system, in milliseconds. */
  readonly writtenAt: number;
}

/** The digits of the heartbeat, which are the last line. */
export const BEAT_DIGITS = 12;

/** A lock file up to its heartbeat. The first two words are what versions before 0.2 read. */
export function lockHead(record: LockRecord): string {
  const { pid, start } = record.holder;
  return `${pid} ${start || '-'} ${JSON.stringify(record)}\n`;
}

/** The content of a new lock file. */
export function lockText(record: LockRecord): string {
  return `${lockHead(record)}${'0'.repeat(BEAT_DIGITS)}\n`;
}

/** Reads a lock file, which is not trusted; undefined if there is none. */
export function readLock(path: string): FoundLock | undefined {
  let descriptor;
  try {
    // On network file systems only opening a file looks for changes by other machines.
    ({ descriptor } = openRegularFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { ino, mtimeMs } = fstatSync(descriptor);
    const text = readFileSync(descriptor, 'utf8');
    const [head = '', beat = ''] = text.split('\n');
    const record = parseRecord(head);
    const old = record ? undefined : parseOld(head);
    return {
      token: record?.token ?? `${ino}-${Math.floor(mtimeMs)}`,
      record: record ?? old,
      isOld: old !== undefined,
      beat: `${beat} ${mtimeMs}`,
      writtenAt: mtimeMs,
    };
  } finally {
    closeSync(descriptor);
  }
}

function parseRecord(head: string): LockRecord | undefined {
  try {
    const value: unknown = JSON.parse(head.slice(head.indexOf('{')));
    const { token, holder, since } = value as Record<string, unknown>;
    const { host, boot, namespace, pid, start } = holder as Record<string, unknown>;
    const texts = [token, since, host, boot, namespace, start];
    const isWhole = texts.every((one) => typeof one === 'string') && isPid(pid);
    // The token becomes part of file names.
    return isWhole && /^[0-9a-f-]{1,40}$/.test(String(token)) ? (value as LockRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** Versions before 0.2 wrote the process and its start time only. */
function parseOld(head: string): LockRecord | undefined {
  const [, digits, start] = /^([1-9][0-9]*) ([0-9]*)$/.exec(head.trim()) ?? [];
  const pid = Number(digits);
  if (!isPid(pid) || start === undefined) return undefined;
  return { token: '', since: '', holder: { ...ownIdentity(), pid, start } };
}

function isPid(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0 && Number(value) < 2 ** 31;
}
