import { createRequire } from 'node:module';

const requirePackage = createRequire(import.meta.url);

/** The version of this package, and of Node. */
export function versions(): Readonly<Record<string, string>> {
  const { version } = requirePackage('@jssl/cli/package.json') as { version: string };
  return { jssl: version, node: process.version };
}
