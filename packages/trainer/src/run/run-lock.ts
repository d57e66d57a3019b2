import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { InputError, printable } from '@jssl/settings';

const LOCK = 'lock';

/** How long to wait for a process that is ending: `mpirun` sends SIGKILL a second after SIGTERM. */
const PATIENCE_MS = 3000;

/** The state of a process, and its start time, which distinguishes it from a later one with the same id. */
function statusOf(pid: number): { readonly state: string; readonly start: string } {
  try {
    // Fields 3 and 22 of stat, behind a name that may contain anything and ends with the last bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, start: fields[18] ?? '' };
  } catch {
    return { state: '', start: '' };
  }
}

function isAlive(pid: number): boolean {
  // Zombies still answer signals.
  if ('ZX'.includes(statusOf(pid).state || ' ')) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Locks a run folder, so that no second process writes into it.
 * @returns a function that unlocks it.
 * @throws InputError while another process holds it, after waiting a few seconds for one that is ending.
 * The lock of a killed process is taken over.
 */
export function lockRun(folder: string): () => void {
  const path = join(folder, LOCK);
  const own = join(folder, `${LOCK}.${process.pid}`);
  // The lock is written completely before it is linked into place; linking fails if there already is one.
  writeFileSync(own, `${process.pid} ${statusOf(process.pid).start}\n`);
  try {
    takeLock(folder, own, path);
  } finally {
    rmSync(own, { force: true });
  }
  return () => {
    rmSync(path, { force: true });
  };
}

function takeLock(folder: string, own: string, path: string): void {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      linkSync(own, path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid, start] = readHolder(path);
    const held = Number.isInteger(pid) && isAlive(pid) && statusOf(pid).start === start;
    if (performance.now() > until || (held && pid === process.pid)) {
      throw new InputError(
        `${printable(folder)} is being trained by process ${pid}; wait for it or stop it first`,
      );
    }
    if (held) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    else rmSync(path, { force: true });
  }
}

function readHolder(path: string): [pid: number, start: string] {
  try {
    const [pid = '', start = ''] = readFileSync(path, 'utf8').trim().split(' ');
    return [/^[1-9][0-9]*$/.test(pid) ? Number(pid) : NaN, start];
  } catch {
    return [NaN, ''];
  }
}
