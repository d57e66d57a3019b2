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
 * Runs TypeScript as a module of its own that may await at its top level, with the calling test's
 * `require`.
 * @throws what it throws.
 */
export async function runExample(
  source: string,
  require: (name: string) => unknown,
): Promise<void> {
  const { code } = transformSync(source, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  await new AsyncFunction('require', 'exports', code)(require, {});
}
