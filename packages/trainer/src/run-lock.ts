import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ConfigError } from './config-error.js';

const LOCK = 'lock';

/** What tells a process from a later one that got the same number. */
function startOf(pid: number): string {
  try {
    // The 22nd field of stat, after a name that may hold anything but ends with the last bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
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
 * @throws ConfigError while another process that is alive holds it. A lock that a killed process left
 * is taken over.
 */
export function lockRun(folder: string): () => void {
  const path = join(folder, LOCK);
  const own = join(folder, `${LOCK}.${process.pid}`);
  // Written whole before it is linked into place, which fails where there is one.
  writeFileSync(own, `${process.pid} ${startOf(process.pid)}\n`);
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
  for (let attempt = 0; ; attempt++) {
    try {
      linkSync(own, path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid, start] = readHolder(path);
    const held = Number.isInteger(pid) && isAlive(pid) && startOf(pid) === start;
    if (held || attempt > 2) {
      throw new ConfigError(
        `${folder} is being trained by process ${pid}; wait for it, or stop it, before another takes the run`,
      );
    }
    rmSync(path, { force: true });
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
