import { featuresOf, type EmbeddingShape } from './embedding-batch.js';
import type { EmbeddingEncoder } from './embedding-encoder.js';
import { shortFloat } from './short-float.js';

/**
 * Comma-separated values (RFC 4180): a header `name,label,f0,f1,…`, then a line an image, each ended by
 * CR LF; without `label` where there are no labels.
 * @param shape.features 0 for the names and labels alone.
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

/** A cell of text, in quotation marks where it needs them. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
