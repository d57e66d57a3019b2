import { relative, resolve, sep } from 'node:path';

/**
 * Whether a path is a folder itself or lies somewhere below it. Links are not followed.
 * @example
 * ```ts
 * import { isInside } from '@jssl/settings/node';
 *
 * console.log(isInside('photos', 'photos/cats/1.jpg')); // true
 * console.log(isInside('photos', 'photos-of-cats')); // false
 * ```
 */
export function isInside(folder: string, path: string): boolean {
  const within = relative(resolve(folder), resolve(path));
  return within !== '..' && !within.startsWith(`..${sep}`);
}
