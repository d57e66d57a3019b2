import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

import { build as bundle, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..', '..', '..');

/**
 * What tests take from Node, for a page: golden vectors are read when the bundle is made, and the
 * messages of `expect` name no files.
 */
const forPages: Plugin = {
  name: 'for-pages',
  setup(build) {
    build.onLoad({ filter: /read-golden\.ts$/ }, () => {
      const names = ['loss', 'encoder', 'moco_trace', 'knn', 'linear_probe', 'augment'];
      const folder = process.env['JSSL_GOLDEN'] ?? join(root, 'tools', 'testing', 'vectors');
      const files = names.map((name) => [name, readFileSync(join(folder, `${name}.json`), 'utf8')]);
      const vectors = files.map(([name, json]) => `${String(name)}: ${String(json)}`).join(',\n');
      return {
        contents: `const vectors = {${vectors}}; export const readGolden = (name) => vectors[name];`,
      };
    });
    // Only what tests of a page ask of it; the rest of it reads files.
    build.onResolve({ filter: /^@jssl\/testing$/ }, () => ({ path: 'testing', namespace: 'page' }));
    build.onLoad({ filter: /^testing$/, namespace: 'page' }, () => ({
      contents: [
        ...['fill', 'golden-parameter', 'golden-tolerances', 'read-golden', 'transpose'],
        'use-convolutions',
      ]
        .map((name) => `export * from './${name}.ts';`)
        .join('\n'),
      resolveDir: join(root, 'tools', 'testing', 'src'),
    }));
    build.onResolve(
      {
        filter: new RegExp(`^(node:.*|graceful-fs|jest-message-util|${builtinModules.join('|')})$`),
      },
      () => ({
        path: 'node',
        namespace: 'page',
      }),
    );
    build.onLoad({ filter: /^node$/, namespace: 'page' }, () => ({
      contents: `module.exports = new Proxy(function () {}, { get: (_, name) => typeof name === 'symbol' || name === '__esModule' ? undefined : name === 'toString' ? () => '' : module.exports, apply: () => module.exports, construct: () => module.exports });`,
    }));
  },
};

/**
 * Test files as one script for a page, which calls `runSuites({ suite, backend, leaveOut })` there: only the files
 * of that suite are run.
 * @param suites paths of test files, from the root of the repository, by the name of the suite.
 */
export async function bundleSuites(
  suites: Readonly<Record<string, readonly string[]>>,
): Promise<string> {
  const here = (name: string) => JSON.stringify(join(import.meta.dirname, name));
  const entry = [
    `import { runTests } from ${here('page-suites.ts')};`,
    `import { inScope, startBackend } from ${here('page-backend.ts')};`,
    `import { useConvolutionAlgorithm } from '@jssl/engine/wasm';`,
    'const suites = {',
    ...Object.entries(suites).map(([name, files]) => {
      const required = files.map((file) => `require(${JSON.stringify(join(root, file))});`);
      return `${JSON.stringify(name)}: () => { ${required.join(' ')} },`;
    }),
    '};',
    'globalThis.runSuites = async ({ suite, backend, leaveOut }) => {',
    '  suites[suite]();',
    '  await startBackend(backend);',
    '  // For useConvolutions of tools/testing.',
    '  globalThis.useConvolutionAlgorithm = useConvolutionAlgorithm;',
    '  return runTests(inScope, leaveOut);',
    '};',
  ];
  const { outputFiles } = await bundle({
    stdin: { contents: entry.join('\n'), resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    conditions: ['@jssl/source'],
    define: { global: 'globalThis' },
    // `expect` asks whether it writes to a terminal.
    banner: { js: 'var process = { env: {}, argv: [], stdout: {}, stderr: {} };' },
    plugins: [forPages],
    // The packages say that importing them does nothing; importing their tests declares these.
    ignoreAnnotations: true,
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
