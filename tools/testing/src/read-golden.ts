import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { GoldenFiles } from './golden-files.js';

/**
 * Reads one file of golden vectors. `JSSL_GOLDEN` names another folder of the same family (another
 * salt or other sizes, made by `tools/testing/golden.py`), so that the same tests check other values.
 */
export function readGolden<Name extends keyof GoldenFiles>(name: Name): GoldenFiles[Name] {
  const folder = process.env['JSSL_GOLDEN'] ?? join(import.meta.dirname, '..', 'vectors');
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as GoldenFiles[Name];
}
