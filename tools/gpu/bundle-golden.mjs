/** The tests of the golden vectors as one script for Node, without jest: they call the built packages. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = join(root, 'tools', 'gpu', 'dist', 'golden-suite.mjs');

const tests = [
  'resnet/src/encoder/encoder-golden.slow.test.ts',
  'trainer/src/methods/jaccard-moco.slow.test.ts',
  'jaccard-loss/src/moco-jaccard-loss.test.ts',
  'jaccard-loss/src/simclr-jaccard-loss.test.ts',
  'eval/src/knn/knn-accuracy.test.ts',
  'eval/src/knn/weighted-knn.test.ts',
  'eval/src/linear/linear-probe.slow.test.ts',
  'augment/src/operations/operations-golden.test.ts',
  // Not golden vectors, but small encoders of every kind by the fused backbone and by tfjs's own ops, and bfloat16.
  'resnet/src/backbone/fused-backbone.slow.test.ts',
];

/** What the tests need of `@jssl/testing`, whose other exports load jest. */
const ofTesting = [
  ...['fill', 'golden-parameter', 'golden-tolerances', 'read-golden', 'transpose'],
  'use-convolutions',
];

/** What is neither a test nor a fixture comes from the built package. */
const fromDist = {
  name: 'from-dist',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path, importer }) => {
      const [, folder, inside] = /^(.*\/packages\/[^/]+)\/src\/(.*)$/.exec(
        resolve(dirname(importer), path),
      ) ?? [undefined, '', ''];
      const built = join(folder, 'dist', inside);
      if (folder === '' || !existsSync(built)) return undefined;
      return { path: relative(dirname(outfile), built), external: true };
    });
    onResolve({ filter: /^@jssl\/testing/ }, () => ({ path: 'testing', namespace: 'kit' }));
    onLoad({ filter: /^testing$/, namespace: 'kit' }, () => ({
      contents: ofTesting.map((name) => `export * from './${name}.ts';`).join('\n'),
      resolveDir: join(root, 'tools', 'testing', 'src'),
    }));
    onResolve({ filter: /^@(jssl|tensorflow)\// }, ({ path }) => ({ path, external: true }));
  },
};

/** Writes `dist/golden-suite.mjs`, which exports `runTests` and `testNames` of `tools/acceptance/src/page-suites.ts`. */
export async function bundleGolden() {
  const files = [
    '../acceptance/src/page-suites.ts',
    ...tests.map((one) => `../../packages/${one}`),
  ];
  // Required, because page-suites.ts defines `test` before the others call it, and imports run in any order.
  const lines = files.map((path, at) => `const file${at} = require('./${path}');`);
  await build({
    stdin: {
      contents: [...lines, 'export const { runTests, testNames } = file0;'].join('\n'),
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins: [fromDist],
    // The packages say that importing them does nothing; importing their tests declares these.
    ignoreAnnotations: true,
    banner: {
      js: [
        "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
        'const { dirname: __dirname, filename: __filename } = import.meta;',
      ].join('\n'),
    },
    logLevel: 'error',
  });
}
