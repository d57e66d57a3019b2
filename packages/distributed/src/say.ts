import { writeSync } from 'node:fs';

/** Writes a line to standard error immediately, because the next call may end the process. */
export function say(line: string): void {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // Nobody reads it.
  }
}
