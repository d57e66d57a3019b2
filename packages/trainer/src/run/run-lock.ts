import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { InputError } from '@jssl/settings';

const LOCK = 'lock';

/** So long a process that was told to end may take for it: `mpirun` sends SIGKILL a second after SIGTERM. */
const PATIENCE_MS = 3000;

/** The state of a process, and what tells it from a later one that got the same number. */
function statusOf(pid: number): { readonly state: string; readonly start: string } {
  try {
    // The 3rd and the 22nd field of stat, after a name that may hold anything but ends with the last bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, start: fields[18] ?? '' };
  } catch {
    return { state: '', start: '' };
  }
}

function isAlive(pid: number): boolean {
  // One that has ended stays in the list of processes until its parent asks: no signal tells.
  if ('ZX'.includes(statusOf(pid).state || ' ')) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Takes a run folder for this process, so that no second one writes into it.
 * @returns a function that gives it back.
 * @throws InputError while another process that is alive holds it, after waiting some seconds for one
 * that is ending. A lock that a killed process left is taken over.
 */
export function lockRun(folder: string): () => void {
  const path = join(folder, LOCK);
  const own = join(folder, `${LOCK}.${process.pid}`);
  // Written whole before it is linked into place, which fails where there is one.
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
        `${folder} is being trained by process ${pid}; wait for it, or stop it, before another takes the run`,
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
