/**
 * Bundles the gradients and chained operations of TensorFlow.js into `dist/gradients.cjs`, with the notices of its
 * license beside it. `@tensorflow/tfjs-core` holds them as ES modules that only bundlers can load; for Node they are
 * published in `@tensorflow/tfjs` alone, which takes 141 MB. They are registered with the tfjs-core that is loaded,
 * since its registries are global.
 *
 * Usage: node build-gradients.mjs
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const outfile = join(here, 'dist', 'gradients.cjs');
const modules = ['register_all_gradients', 'public/chained_ops/register_all_chained_ops'];
await build({
  stdin: {
    contents: modules.map((name) => `import '@tensorflow/tfjs-core/dist/${name}.js';`).join('\n'),
    resolveDir: here,
  },
  outfile,
  bundle: true,
  minify: true,
  format: 'cjs',
  target: 'node20',
  legalComments: 'linked',
  absWorkingDir: here,
  tsconfigRaw: {},
});
// The license in full: that of long, on which tfjs-core depends, is the same.
const find = createRequire(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core'));
appendFileSync(`${outfile}.LEGAL.txt`, readFileSync(find.resolve('long/LICENSE')));
