import { featuresOf, type EmbeddingShape } from './embedding-batch.js';
import type { EmbeddingEncoder } from './embedding-encoder.js';
import { shortFloat } from './short-float.js';

/** JSON lines: `{"name": …, "label": …, "features": […]}` for each image; no `label` without labels. */
export function jsonLinesEncoder({ features: size, labeled }: EmbeddingShape): EmbeddingEncoder {
  return {
    start: () => '',
    add: (batch) =>
      batch.names
        .map((name, row) => {
          const about = JSON.stringify({ name, ...(labeled && { label: batch.labels?.[row] }) });
          const features = Array.from(featuresOf(batch, row, size), shortFloat);
          return `${about.slice(0, -1)},"features":[${features.join(',')}]}\n`;
        })
        .join(''),
    end: () => '',
  };
}
