import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

/**
 * What packages export.
 * @typedef {{
 *   augment: typeof import('@jssl/augment'),
 *   data: typeof import('@jssl/data'),
 *   distributed: typeof import('@jssl/distributed'),
 *   embeddings: typeof import('@jssl/embeddings'),
 *   engine: typeof import('@jssl/engine'),
 *   eval: typeof import('@jssl/eval'),
 *   explore: typeof import('@jssl/explore'),
 *   export: typeof import('@jssl/export'),
 *   features: typeof import('@jssl/features'),
 *   'jaccard-loss': typeof import('@jssl/jaccard-loss'),
 *   kernels: typeof import('@jssl/kernels'),
 *   moco: typeof import('@jssl/moco'),
 *   report: typeof import('@jssl/report'),
 *   resnet: typeof import('@jssl/resnet'),
 *   settings: typeof import('@jssl/settings'),
 *   trainer: typeof import('@jssl/trainer'),
 *   workflows: typeof import('@jssl/workflows'),
 * }} Packages
 */

/**
 * Imports a built package of this repository, or one of its files that it doesn't export.
 * @type {{
 *   <Name extends keyof Packages>(name: Name): Promise<Packages[Name]>,
 *   (name: keyof Packages, file: string): Promise<any>,
 * }}
 * @param name `trainer`.
 * @param file The name of the file, which may be in any folder; by default the index.
 */
export const fromPackage = async (name, file = 'index') => {
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
};

/** The TensorFlow.js that the packages use. */
export const tf = createRequire(new URL('../../packages/trainer/package.json', import.meta.url))(
  '@tensorflow/tfjs-core',
);
