import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { exportedExamples } from './exported-examples.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-exports-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** An index and the one file that it names. */
function exportedOf(index: string, declarations = ''): ReturnType<typeof exportedExamples> {
  mkdirSync(join(folder, 'deep'));
  writeFileSync(join(folder, 'index.ts'), index);
  writeFileSync(join(folder, 'deep', 'a.ts'), declarations);
  return exportedExamples(join(folder, 'index.ts'));
}

test('functions, classes and constants are found with their examples, types are not', () => {
  const index = `export { bare, C, type Left, many, one } from './deep/a.js';\nexport type { Out } from './deep/a.js';\n`;
  const declarations = `
/**
 * One.
 * @example
 * \`\`\`ts
 * import { one } from '@jssl/a';
 *
 * if (one) {
 *   console.log(one()); // 1
 * }
 * \`\`\`
 */
export function one(a = 1, b = 2) { return 1; }

/** Not an example: \`\`\`ts no \`\`\` */
export const bare = 1;

/**
 * @example
 * \`\`\`ts
 * first();
 * \`\`\`
 * @example
 * \`\`\`ts
 * second();
 * \`\`\`
 */
export const many = 2;

export class C {}
`;
  expect(exportedOf(index, declarations)).toEqual([
    { name: 'bare', examples: [], parameters: 0 },
    { name: 'C', examples: [], parameters: 0 },
    { name: 'many', examples: ['first();\n', 'second();\n'], parameters: 0 },
    {
      name: 'one',
      examples: ["import { one } from '@jssl/a';\n\nif (one) {\n  console.log(one()); // 1\n}\n"],
      parameters: 2,
    },
  ]);
});

test('a name that its file does not declare is an error', () => {
  expect(() => exportedOf(`export { gone } from './deep/a.js';`)).toThrow(
    `${join(folder, 'deep', 'a.ts')} declares no gone`,
  );
});

test('an index with anything but named exports is an error', () => {
  expect(() => exportedOf(`export * from './deep/a.js';`)).toThrow(
    `index.ts: each line must be export { name } from './file.js', got export * from './deep/a.js';`,
  );
});
