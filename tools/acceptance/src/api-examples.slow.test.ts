import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { documents, exportedExamples } from '@jssl/testing';

import { typeErrors, type ExampleText } from './type-errors.js';

const packages = join(import.meta.dirname, '..', '..', '..', 'packages');

/** The examples in docstrings of what the packages export. */
function docstringExamples(): ExampleText[] {
  return readdirSync(packages).flatMap((name) =>
    exportedExamples(join(packages, name, 'src', 'index.ts')).flatMap((exported) =>
      exported.examples.map((text, index) => ({
        ...{ package: name, name: `${exported.name}-${index}`, text },
      })),
    ),
  );
}

/** The code in docs/. That of the READMEs runs in the packages' tests. */
function documentExamples(): ExampleText[] {
  return documents()
    .filter(({ path }) => path.startsWith('docs'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^```(?:ts|js)\n([\s\S]*?)^```$/gm)].map(([, code = ''], index) => ({
        // From there all packages are found.
        package: 'cli',
        name: `${path.replaceAll(/\W/g, '-')}-${index}`,
        text: `${code}export {};\n`,
      })),
    );
}

test('the examples of the docstrings and of docs/ have no type errors; a wrong one is named with its line', async () => {
  const [examples, documented] = [docstringExamples(), documentExamples()];
  expect(examples.length).toBeGreaterThan(150);
  expect(documented.length).toBeGreaterThan(2);
  const wrong = {
    package: 'jaccard-loss',
    name: 'wrong',
    text: "import { ntXentLoss } from '@jssl/jaccard-loss';\n\nntXentLoss(1);\n",
  };
  expect(await typeErrors([...examples, ...documented, wrong])).toEqual([
    "jaccard-loss, wrong: ntXentLoss(1);: Argument of type 'number' is not assignable to parameter of type 'NtXentInputs'.",
  ]);
});
