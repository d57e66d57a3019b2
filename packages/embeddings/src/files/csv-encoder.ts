import { featuresOf, type EmbeddingShape } from './embedding-batch.js';
import type { EmbeddingEncoder } from './embedding-encoder.js';
import { shortFloat } from './short-float.js';

/**
 * Comma-separated values (RFC 4180): a header `name,label,f0,f1,…`, then a line for each image. Lines end
 * in CR LF. Without labels there is no column `label`.
 * @param shape.features 0 for names and labels only.
 */
export function csvEncoder({ features: size, labeled }: EmbeddingShape): EmbeddingEncoder {
  const header = Array.from({ length: size }, (_, feature) => `f${feature}`);
  const line = (cells: readonly string[]) => `${cells.join(',')}\r\n`;
  return {
    start: () => line(['name', ...(labeled ? ['label'] : []), ...header]),
    add: (batch) =>
      batch.names
        .map((name, row) =>
          line([
            quoted(name),
            ...(labeled ? [quoted(batch.labels?.[row] ?? '')] : []),
            ...Array.from(featuresOf(batch, row, size), shortFloat),
          ]),
        )
        .join(''),
    end: () => '',
  };
}

/** A text cell, quoted if necessary. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
