import { readFileSync } from 'node:fs';

import { transformSync } from '@swc/core';

type Evaluate = (
  require: (name: string) => unknown,
  exports: Record<string, unknown>,
) => Promise<void>;

// The constructor has no global name; JavaScript offers it only by way of an async function.
const AsyncFunction = (async () => {
  await Promise.resolve();
}).constructor as unknown as new (...parametersAndBody: string[]) => Evaluate;

/**
 * Runs every fenced `ts` block of a README, each as a module of its own that may await at its top
 * level, with the calling test's `require`.
 * @returns how many blocks ran, so that a test can say that there are some.
 * @throws what an example throws.
 */
export async function runReadmeExamples(
  path: string,
  require: (name: string) => unknown,
): Promise<number> {
  const blocks = [...readFileSync(path, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
  for (const [, source = ''] of blocks) {
    const { code } = transformSync(source, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
    });
    await new AsyncFunction('require', 'exports', code)(require, {});
  }
  return blocks.length;
}
