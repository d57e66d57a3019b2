import { readFileSync } from 'node:fs';

import { InputError } from '@jssl/settings';

/** The files of the page, with their types. */
export const pageFiles: Readonly<Record<string, string>> = {
  'index.html': 'text/html',
  'explorer.js': 'text/javascript',
  'explorer.css': 'text/css',
};

/** Reads a file of the page, which `node build-page.mjs` makes. @throws InputError if it was not built. */
export function readPageFile(name: string): Buffer {
  try {
    return readFileSync(new URL(`../../dist/page/${name}`, import.meta.url));
  } catch (error) {
    throw new InputError(
      'the page of jssl explore has not been built; run npm run build in the folder of JSSL',
      { cause: error },
    );
  }
}
