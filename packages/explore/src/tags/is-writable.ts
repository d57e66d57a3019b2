import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';

/** Whether a file can be created or appended to. */
export function isWritable(file: string): boolean {
  const can = (path: string) => {
    accessSync(path, constants.W_OK);
    return true;
  };
  try {
    return can(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
  }
  try {
    return can(dirname(file));
  } catch {
    return false;
  }
}
