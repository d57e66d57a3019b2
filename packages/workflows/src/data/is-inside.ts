import { relative, resolve, sep } from 'node:path';

/** Whether a path is a folder itself or lies somewhere below it. */
export function isInside(folder: string, path: string): boolean {
  const within = relative(resolve(folder), resolve(path));
  return within !== '..' && !within.startsWith(`..${sep}`);
}
