import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

/**
 * Imports a built package of this repository.
 * @param {string} name `trainer`.
 * @param {string} file The name of one of its files, which may be in any folder; by default its index.
 */
export async function fromPackage(name, file = 'index') {
  const dist = new URL(`../../packages/${name}/dist/`, import.meta.url);
  const entry = new URL(`${file}.js`, dist);
  if (existsSync(entry)) return import(entry.href);
  const paths = readdirSync(dist, { recursive: true, encoding: 'utf8' });
  const found = paths.filter((path) => basename(path) === `${file}.js`);
  if (found.length !== 1) {
    throw new Error(
      `packages/${name}/dist has ${found.length} files named ${file}.js instead of one; ` +
        'delete the folder and run npx nx run-many -t build',
    );
  }
  return import(new URL(found[0], dist).href);
}

/** The TensorFlow.js that the packages use. */
export const tf = createRequire(new URL('../../packages/trainer/package.json', import.meta.url))(
  '@tensorflow/tfjs-core',
);
