import { csvLine } from '@jssl/settings';

import { featuresOf, type EmbeddingShape } from './embedding-batch.js';
import type { EmbeddingEncoder } from './embedding-encoder.js';
import { shortNumber } from './short-float.js';

/**
 * Comma-separated values (RFC 4180): a header `name,label,f0,f1,…`, then a line for each image. Lines end
 * in CR LF. A name or label that a spreadsheet would run as a formula has an apostrophe in front. Without labels there is no column `label`.
 * @param shape.features 0 for names and labels only.
 */
export function csvEncoder({ features: size, labeled }: EmbeddingShape): EmbeddingEncoder {
  const header = Array.from({ length: size }, (_, feature) => `f${feature}`);
  return {
    start: () => csvLine(['name', ...(labeled ? ['label'] : []), ...header]),
    add: (batch) =>
      batch.names
        .map((name, row) =>
          csvLine([
            name,
            ...(labeled ? [batch.labels?.[row] ?? ''] : []),
            ...Array.from(featuresOf(batch, row, size), shortNumber),
          ]),
        )
        .join(''),
    end: () => '',
  };
}
