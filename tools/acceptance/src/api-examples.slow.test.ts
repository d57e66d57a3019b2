import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { exportedExamples } from '@jssl/testing';

import { typeErrors } from './type-errors.js';

const packages = join(import.meta.dirname, '..', '..', '..', 'packages');

test('the examples of the docstrings have no type errors', () => {
  const examples = readdirSync(packages).flatMap((name) => {
    const source = join(packages, name, 'src');
    return exportedExamples(join(source, 'index.ts')).flatMap(({ name, examples }) =>
      examples.map((text, index) => [join(source, `${name}.example-${index}.ts`), text] as const),
    );
  });
  expect(examples.length).toBeGreaterThan(150);
  expect(typeErrors(new Map(examples))).toEqual([]);
});

test('a type error is found, and told with its line', () => {
  const path = join(packages, 'jaccard-loss', 'src', 'wrong.example.ts');
  const text = "import { ntXentLoss } from '@jssl/jaccard-loss';\n\nntXentLoss(1);\n";
  expect(typeErrors(new Map([[path, text]]))).toEqual([
    "packages/jaccard-loss/src/wrong.example.ts: ntXentLoss(1);: Argument of type 'number' is not assignable to parameter of type 'NtXentInputs'.",
  ]);
});
