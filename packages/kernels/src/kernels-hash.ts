import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { kernelSources, sourceFolder } from './kernel-sources.js';

/**
 * Eight digits that differ when a source file or a flag does: of a compiled library's name.
 * @param arch as Node names it.
 * @example
 * ```ts
 * import { kernelsHash } from '@jssl/kernels/node';
 *
 * console.log(kernelsHash('x64').length, kernelsHash('x64') === kernelsHash('arm64')); // 8 false
 * ```
 */
export function kernelsHash(arch: string = process.arch): string {
  const hash = createHash('sha256');
  for (const { path, flags } of kernelSources(arch)) {
    hash.update(JSON.stringify([relative(sourceFolder, path).replaceAll('\\', '/'), flags]));
    hash.update(readFileSync(path));
  }
  const names = readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' });
  const isOwn = (name: string) => name.endsWith('.h') && !name.startsWith('wasm');
  for (const name of names.filter(isOwn).sort()) {
    hash.update(readFileSync(join(sourceFolder, name)));
  }
  return hash.digest('hex').slice(0, 8);
}
