import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

import { engineFiles } from './engine-release.js';

/** What `manifest.json` says: written last, so that a folder without it is not an engine. */
export interface EngineManifest {
  readonly id: string;
  /** Bytes of each file, by its path within the folder. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** The sizes of all files below a folder, by their paths within it. */
export function fileSizes(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ name, parentPath }) => {
      const path = join(parentPath, name);
      return [relative(folder, path), statSync(path).size];
    }),
  );
}

/**
 * Says whether a folder holds a whole engine: its manifest is there, and the libraries and the addon
 * have the sizes they were installed with.
 */
export function engineState(folder: string): 'ok' | 'missing' | 'broken' {
  const files = engineFiles(folder);
  if (!statSync(folder, { throwIfNoEntry: false })) return 'missing';
  try {
    const { sizes } = JSON.parse(readFileSync(files.manifest, 'utf8')) as EngineManifest;
    const whole = Object.entries(sizes).every(
      ([path, size]) => statSync(join(folder, path), { throwIfNoEntry: false })?.size === size,
    );
    return whole ? 'ok' : 'broken';
  } catch {
    return 'broken';
  }
}
