import type { EmbeddingBatch } from './embedding-batch.js';

/** Encodes embeddings as the bytes of a file, batch by batch. */
export interface EmbeddingEncoder {
  /** The start of the file. */
  start(): string | Uint8Array;
  /** The bytes of a batch; may be empty, if they are written with a later batch. */
  add(batch: EmbeddingBatch): string | Uint8Array;
  /** The end of the file. */
  end(): string | Uint8Array;
}
