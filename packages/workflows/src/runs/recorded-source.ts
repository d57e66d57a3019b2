import { randomUUID } from 'node:crypto';

import { rememberPlace } from './known-places.js';

/** What a new run records about its images. They may be read again for this run without asking. */
export function recordedSource(source: string): { readonly source: string; readonly id: string } {
  const id = randomUUID();
  rememberPlace(`run ${id}`, source, source);
  return { source, id };
}
