import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where JSSL keeps files that it can recreate: `JSSL_CACHE`, else the platform's folder for caches
 * (`XDG_CACHE_HOME`, `~/Library/Caches`, `LOCALAPPDATA`, `~/.cache`) with `jssl` in it.
 * @example
 * ```ts
 * import { cacheFolder } from '@jssl/settings/node';
 *
 * console.log(cacheFolder({ JSSL_CACHE: '/data/jssl' })); // /data/jssl
 * console.log(cacheFolder({ XDG_CACHE_HOME: '/home/me/.cache' }, 'linux')); // /home/me/.cache/jssl
 * ```
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string {
  if (env['JSSL_CACHE']) return resolve(env['JSSL_CACHE']);
  if (env['XDG_CACHE_HOME']) return resolve(env['XDG_CACHE_HOME'], 'jssl');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'jssl');
  if (platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'jssl');
  return join(homedir(), '.cache', 'jssl');
}
