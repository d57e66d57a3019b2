import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';

import { exportedExamples } from './exported-examples.js';
import { runExample } from './run-example.js';

/**
 * The tests of a package's API documentation: every function, class and constant that the index
 * exports has an `@example` with a `ts` block in its docstring; the block runs as a module of its own
 * and prints what the comments behind its `console.log(…);`, and on the lines after them, say. Functions
 * have at most three parameters. That the examples have no type errors is tested by `tools/acceptance`,
 * for all packages at once.
 * @param indexFile the package's `src/index.ts`.
 * @param require the calling test's.
 * @param prepare puts what the examples read into the folder, which is then the working directory.
 */
export function apiExamplesSuite(
  indexFile: string,
  require: (name: string) => unknown,
  prepare: () => void | Promise<void> = () => undefined,
): void {
  const values = exportedExamples(indexFile);
  const examples = values.flatMap(({ name, examples }) =>
    examples.map((source) => [name, source] as const),
  );

  test('every exported function, class and constant has an example', () => {
    const bare = values.filter(({ examples }) => examples.length === 0);
    if (bare.length === 0) return;
    throw new Error(
      `${indexFile}: the docstring needs an @example with a ts block: ${bare.map(({ name }) => name).join(', ')}`,
    );
  });

  test('no exported function has more than three parameters', () => {
    const long = values.filter(({ parameters }) => parameters > 3);
    expect(long.map(({ name }) => name)).toEqual([]);
  });

  describe('run in a folder', () => {
    const before = { folder: process.cwd(), cache: process.env['JSSL_CACHE'] };
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'jssl-examples-'));
      process.chdir(folder);
      process.env['JSSL_CACHE'] = join(folder, 'cache');
      await prepare();
    });
    afterAll(() => {
      process.chdir(before.folder);
      if (before.cache === undefined) delete process.env['JSSL_CACHE'];
      else process.env['JSSL_CACHE'] = before.cache;
      rmSync(folder, { recursive: true });
    });

    test.each(examples)('the example of %s prints what it says', async (_name, source) => {
      const promised = promisedOutput(source);
      if (promised === '') throw new Error(`an example must print: console.log(…); // result`);
      const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
      try {
        await runExample(source, require);
        const printed = log.mock.calls.map((values: unknown[]) => format(...values));
        expect(printed.join('\n')).toBe(promised);
      } finally {
        log.mockRestore();
      }
    });
  });
}

/** What the comments of an example say that it prints. */
function promisedOutput(source: string): string {
  const comments = source.matchAll(/^(?:.*\bconsole\.log\(.*| *)\); \/\/ (.*(?:\n *\/\/ .*)*)$/gm);
  return [...comments].map(([, text = '']) => text.replace(/\n *\/\/ /g, '\n')).join('\n');
}
