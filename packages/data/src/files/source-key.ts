import { createHash } from 'node:crypto';

/** The key of a source out of everything that what is packed from it depends on. */
export function sourceKey(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
