import type { EmbeddingBatch } from './embedding-batch.js';

/** Turns embeddings into the bytes of a file, batch by batch. */
export interface EmbeddingEncoder {
  /** What the file begins with. */
  start(): string | Uint8Array;
  /** What a batch adds to it; nothing, if it waits for more. */
  add(batch: EmbeddingBatch): string | Uint8Array;
  /** What the file ends with. */
  end(): string | Uint8Array;
}
