import type { EmbeddingShape } from './embedding-batch.js';
import type { EmbeddingEncoder } from './embedding-encoder.js';

/** The data starts at a multiple of this. */
const ALIGNMENT = 64;
/** `\x93NUMPY`, version 1.0. */
const MAGIC = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);

/**
 * NumPy's format, version 1.0 (NEP 1): only the features, float32 little-endian [rows, F].
 */
export function npyEncoder({ rows, features }: EmbeddingShape): EmbeddingEncoder {
  return {
    start: () => {
      const about = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${features}), }`;
      const length = Buffer.alloc(2);
      const before = MAGIC.length + length.length;
      const end = Math.ceil((before + about.length + 1) / ALIGNMENT) * ALIGNMENT;
      length.writeUInt16LE(end - before);
      const header = `${about.padEnd(end - before - 1)}\n`;
      return Buffer.concat([MAGIC, length, Buffer.from(header, 'latin1')]);
    },
    add: ({ features: { buffer, byteOffset, byteLength } }) =>
      new Uint8Array(buffer, byteOffset, byteLength),
    end: () => '',
  };
}
