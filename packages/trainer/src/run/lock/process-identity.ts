import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process on any machine or in any container. Values that the system doesn't provide are empty. */
export interface ProcessIdentity {
  readonly host: string;
  /** Changes with every start of the machine. */
  readonly boot: string;
  /** The namespace in which `pid` counts; containers have their own. */
  readonly namespace: string;
  readonly pid: number;
  /** The start time, which distinguishes the process from a later one with the same id. */
  readonly start: string;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return {
    host: hostname(),
    boot: firstLine(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    namespace: firstLine(() => readlinkSync('/proc/self/ns/pid')),
    pid: process.pid,
    start: statusOf('self').start,
  };
}

/**
 * Whether a process is alive; `unknown` for one on another machine or in another container, and for one that
 * can't be distinguished from a later process with the same id.
 */
export function fateOf(identity: ProcessIdentity): 'alive' | 'gone' | 'unknown' {
  if (!isVisible(identity)) return 'unknown';
  const { pid, start } = identity;
  // If this is not the process's own id, the files of another namespace are mounted.
  const isOwnProc = firstLine(() => readlinkSync('/proc/self')) === String(process.pid);
  const now = isOwnProc ? statusOf(pid) : { state: '', start: '' };
  // Zombies still answer signals.
  if (now.state !== '' && 'ZX'.includes(now.state)) return 'gone';
  if (!answersSignals(pid)) return 'gone';
  if (now.start === '' || start === '') return 'unknown';
  return now.start === start ? 'alive' : 'gone';
}

/** Whether the id means the same process here as where the identity was taken: same machine and container. */
export function isVisible({ host, boot, namespace }: ProcessIdentity): boolean {
  const own = ownIdentity();
  if (boot !== own.boot || namespace !== own.namespace) return false;
  // The name of a machine can change while it runs.
  return boot !== '' || host === own.host;
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function statusOf(pid: number | 'self'): { readonly state: string; readonly start: string } {
  try {
    // Fields 3 and 22 of stat, behind a name that may contain anything and ends with the last bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, start: fields[18] ?? '' };
  } catch {
    return { state: '', start: '' };
  }
}

function firstLine(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}
