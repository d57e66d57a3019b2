import { join } from 'node:path';

import { documents } from '@jssl/testing';

import { typeErrors } from './type-errors.js';

const root = join(import.meta.dirname, '..', '..', '..');

test('the code in docs/ has no type errors', () => {
  // That of the READMEs runs in the packages' tests. It is looked at from where all packages are found.
  const folder = join(root, 'packages', 'cli', 'src');
  const examples = documents()
    .filter(({ path }) => path.startsWith('docs'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^```(?:ts|js)\n([\s\S]*?)^```$/gm)].map(
        ([, code = ''], index) =>
          [
            join(folder, `${path.replaceAll(/\W/g, '-')}-${index}.ts`),
            `${code}export {};\n`,
          ] as const,
      ),
    );
  expect(examples.length).toBeGreaterThan(2);
  expect(typeErrors(new Map(examples))).toEqual([]);
});
