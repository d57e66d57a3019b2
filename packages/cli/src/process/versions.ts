import { createRequire } from 'node:module';

const requirePackage = createRequire(import.meta.url);

/** The versions that a run was made with. */
export function versions(): Readonly<Record<string, string>> {
  const { version } = requirePackage('@jssl/cli/package.json') as { version: string };
  return { jssl: version, node: process.version };
}
