import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';

import type { Dataset } from '@jssl/data';

import { labelsKey, rememberPlace } from './known-places.js';
import type { StoredAs } from './recorded-run.js';

/**
 * What a new run records about its images. They, and the table of their labels, may be read again for this
 * run without asking.
 */
export function recordOfImages(source: string | Dataset, { format, labels }: StoredAs) {
  if (typeof source !== 'string') return { format };
  const id = randomUUID();
  const key = `run ${id}`;
  rememberPlace(key, source, source);
  if (labels === undefined) return { source, id, format };
  const table = resolve(labels);
  rememberPlace(labelsKey(key), table, table);
  return { source, id, format, labels: table };
}
