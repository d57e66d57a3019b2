import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { cacheFolder } from '@jssl/settings/node';

import { gpuName } from '../load/machine.js';
import { EngineInstallError } from './engine-install-error.js';
import { engineRelease, type EngineRelease } from './engine-release.js';

/** The places within an engine's folder. */
export function enginePaths(folder: string) {
  const js = join(folder, 'js');
  return {
    manifest: join(folder, 'manifest.json'),
    addon: join(folder, 'addon', 'tfjs_binding.node'),
    tensorflow: join(folder, 'tensorflow'),
    js,
    tfjsNode: join(js, 'node_modules', '@tensorflow', 'tfjs-node-gpu'),
    nodeHeaders: join(js, 'node_modules', 'node-api-headers', 'include'),
  };
}

/** The folder of the engines in the cache. */
export function enginesFolder(cache: string = cacheFolder()): string {
  return join(cache, 'engine');
}

/** One engine that this machine can have. */
export interface EngineStatus {
  readonly folder: string;
  readonly gpu: boolean;
  /** `broken`: there, but files are missing or cut off; another installation replaces it. */
  readonly state: 'ok' | 'missing' | 'broken';
}

/**
 * What is installed of the native engines for this platform, in the order in which they are taken:
 * the one for GPUs first where there is a GPU. Empty where no native engine is built.
 * @example
 * ```ts
 * import { engineStatus } from '@jssl/engine';
 *
 * // In an empty cache: every native engine that this platform could have.
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
  // Without a GPU engine there is no choice, and the question (a process) is saved.
  return all[1]?.state === 'ok' && gpuName() !== undefined ? all.reverse() : all;
}

/** `manifest.json`, written last: a folder without it is not an engine. */
interface Manifest {
  readonly id: string;
  /** Bytes of each file, by its path within the folder. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** Says whether a folder holds a whole engine: its manifest, and every file with its size. */
export function engineState(folder: string): EngineStatus['state'] {
  if (!existsSync(folder)) return 'missing';
  try {
    const { sizes } = JSON.parse(readFileSync(enginePaths(folder).manifest, 'utf8')) as Manifest;
    const whole = Object.entries(sizes).every(
      ([path, size]) => statSync(join(folder, path), { throwIfNoEntry: false })?.size === size,
    );
    return whole ? 'ok' : 'broken';
  } catch {
    return 'broken';
  }
}

/** Declares a folder an engine: from now on each of its files must keep its size. */
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
