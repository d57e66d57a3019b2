import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { cacheFolder } from '@jssl/settings/node';

import { gpus } from '../machine/gpus.js';
import { EngineInstallError } from './engine-install-error.js';
import { engineRelease, type EngineRelease } from './engine-release.js';
import { installRemedy } from './install-remedy.js';

/** The paths within an engine's folder. */
export function enginePaths(folder: string) {
  const js = join(folder, 'js');
  return {
    manifest: join(folder, 'manifest.json'),
    addon: join(folder, 'addon', 'tfjs_binding.node'),
    /** For a GPU alone: see `native/quiet.cc`. */
    quiet: join(folder, 'addon', 'quiet.node'),
    /** Not in the manifest, because they are compiled separately, and again for other versions. */
    kernels: join(folder, 'kernels'),
    tensorflow: join(folder, 'tensorflow'),
    js,
    tfjsNode: join(js, 'node_modules', '@tensorflow', 'tfjs-node-gpu'),
    nodeHeaders: join(js, 'node_modules', 'node-api-headers', 'include'),
  };
}

/** The folder that holds the engines in the cache. */
export function enginesFolder(cache: string = cacheFolder()): string {
  return join(cache, 'engine');
}

/** A native engine for this platform. */
export interface EngineStatus {
  readonly folder: string;
  readonly gpu: boolean;
  /**
   * `broken`: files are missing or truncated; installing again replaces it. `unreadable`: it belongs to another
   * user, who has to make it readable.
   */
  readonly state: 'ok' | 'missing' | 'broken' | 'unreadable';
}

/**
 * The native engines for this platform and their state, in the order `loadEngine` tries them: the GPU
 * engine first if there is a GPU. Empty if there is no native engine for this platform.
 * @example
 * ```ts
 * import { engineStatus } from '@jssl/engine';
 *
 * // With an empty cache, every native engine is missing.
 * const states = engineStatus('empty-cache').map(({ state }) => state);
 * console.log(states.every((state) => state === 'missing')); // true
 * ```
 */
export function engineStatus(cache: string = cacheFolder()): EngineStatus[] {
  const all = [false, true].flatMap((gpu) => {
    try {
      const folder = join(enginesFolder(cache), engineRelease({ gpu }).id);
      return [{ folder, gpu, state: engineState(folder) }];
    } catch (error) {
      if (error instanceof EngineInstallError) return [];
      throw error;
    }
  });
  // Looking for a GPU starts a process: only if there is a GPU engine.
  return all[1]?.state === 'ok' && gpus().length > 0 ? all.reverse() : all;
}

/** `manifest.json`, written last: without it a folder is not an engine. */
interface Manifest {
  readonly id: string;
  /** Size in bytes of each file, by its path within the folder. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** Checks that a folder holds a complete engine: its manifest, and every file with its size. */
export function engineState(folder: string): EngineStatus['state'] {
  try {
    if (!statSync(folder, { throwIfNoEntry: false })) return 'missing';
    const { sizes } = JSON.parse(readFileSync(enginePaths(folder).manifest, 'utf8')) as Manifest;
    const whole = Object.entries(sizes).every(
      ([path, size]) => statSync(join(folder, path), { throwIfNoEntry: false })?.size === size,
    );
    return whole ? 'ok' : 'broken';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return 'missing';
    return code === 'EACCES' || code === 'EPERM' ? 'unreadable' : 'broken';
  }
}

/** What to do about an engine that this user may not read. */
export function unreadableRemedy(folder: string): string {
  return `ask its owner to run: chmod -R go+rX ${folder}, or set JSSL_CACHE to a folder of your own and ${installRemedy()}, or set JSSL_BACKEND=wasm to run several times slower`;
}

/** Writes the manifest that makes a folder an engine; its files must keep their sizes. */
export function writeManifest(folder: string, { id }: Pick<EngineRelease, 'id'>): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const sizes = files.map(({ name, parentPath }) => {
    const path = join(parentPath, name);
    return [relative(folder, path), statSync(path).size] as const;
  });
  const manifest: Manifest = { id, sizes: Object.fromEntries(sizes) };
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  writeFileSync(enginePaths(folder).manifest, text, { flush: true });
}
