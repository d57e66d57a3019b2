import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { documents } from '@jssl/testing';

const root = join(import.meta.dirname, '..', '..', '..');
const testNames = ['packages', 'tools'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .map((name) => join(root, folder, name, 'src'))
    .filter((source) => existsSync(source))
    .flatMap((source) => readdirSync(source, { recursive: true, encoding: 'utf8' }))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => basename(name)),
);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** What a document says as code: between backticks, and in blocks. */
function codeOf(text: string): string[] {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  const lines = text.split('\n').filter((line) => /^( {4}|\$ )?(node|npm|npx|cd) /.test(line));
  return [...spans, ...lines.map((line) => line.trim())];
}

/** What in the code of a document names no file, folder or script of the repository. */
function missing(text: string): string[] {
  return codeOf(text).flatMap((code) => {
    const paths = [...code.matchAll(/(?:^|\s)((?:packages|tools|docs|examples)\/[\w./-]+)/g)]
      .map(([, path = '']) => path.replace(/[./]+$/, ''))
      // A placeholder, as in packages/NAME.
      .filter((path) => !/[A-Z]{4}/.test(path.replace(/README|CHANGELOG|LICENSE/, '')));
    const [, test] = /^([\w-]+\.test\.ts)$/.exec(code) ?? [];
    const [, script] = /^npm run ([\w:-]+)/.exec(code) ?? [];
    return [
      ...paths.filter((path) => !existsSync(join(root, path))),
      ...(test !== undefined && !testNames.includes(test) ? [test] : []),
      ...(script !== undefined && !Object.hasOwn(scripts, script) ? [`npm run ${script}`] : []),
    ];
  });
}

test('the files, tests and scripts that the documents name exist', () => {
  const pages = documents().filter(({ path }) => !path.startsWith('examples'));
  expect(pages.flatMap(({ text }) => codeOf(text)).length).toBeGreaterThan(500);
  const wrong = pages.flatMap(({ path, text }) => missing(text).map((name) => `${path}: ${name}`));
  expect(wrong).toEqual([]);
});

test.each([
  ['see `packages/moco/src/key-queue.ts`', []],
  ['see `packages/moco/src/queue.ts`', ['packages/moco/src/queue.ts']],
  ['add `packages/augment/src/operations/NAME.ts`', []],
  ['    node tools/no-such.mjs --out x', ['tools/no-such.mjs']],
  ['`queue.test.ts` and `key-queue.test.ts`', ['queue.test.ts']],
  ['    npm run benches -- step18', ['npm run benches']],
])('%s', (text, names) => {
  expect(missing(text)).toEqual(names);
});
