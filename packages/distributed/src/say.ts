import { writeSync } from 'node:fs';

/** Writes a line to stderr at once, since the process may end with the next call. */
export function say(line: string): void {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // Nobody hears it: no reason not to go on.
  }
}
