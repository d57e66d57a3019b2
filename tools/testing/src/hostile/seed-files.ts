import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'seeds');

/** The valid files of `seeds/` with an extension, by name. */
export function seedFiles(ending: RegExp): readonly (readonly [name: string, bytes: Buffer])[] {
  return readdirSync(folder)
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => [name, readFileSync(join(folder, name))]);
}
