import { readFileSync } from 'node:fs';

import { runExample } from './run-example.js';

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
  for (const [, source = ''] of blocks) await runExample(source, require);
  return blocks.length;
}
