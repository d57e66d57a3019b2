import { createHash } from 'node:crypto';

/** The key of a source: a hash of everything that its packed images depend on. */
export function sourceKey(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
