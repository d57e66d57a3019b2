import { createRequire } from 'node:module';

const requirePackage = createRequire(import.meta.url);

/** The versions that are recorded in a run. */
export function versions(): Readonly<Record<string, string>> {
  const { version } = requirePackage('@jssl/workflows/package.json') as { version: string };
  return { jssl: version, node: process.version };
}
