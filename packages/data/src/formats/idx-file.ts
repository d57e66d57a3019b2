import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';

const UNSIGNED_BYTES = 0x08;

/** The complete items of an IDX file. */
export interface IdxFile {
  /** H, W and C of an image: [] for labels, [H, W] or [H, W, C] for images. */
  readonly itemShape: readonly number[];
  readonly itemBytes: number;
  /** Complete items only. */
  readonly count: number;
  /** The items, concatenated. */
  readonly values: Uint8Array;
  /** How the length of the file differs from its header, if it does. */
  readonly complaint?: string;
}

/** The largest accepted compression ratio; a decompression bomb has 1000 or more. */
const MOST_TIMES = 32;

/** Decompresses gzip; truncated content as far as possible. */
async function unpack(content: Buffer): Promise<Buffer> {
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  const maxOutputLength = Math.max(2 ** 20, MOST_TIMES * content.length);
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength };
  return promisify(gunzip)(content, options).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new Error(
      `it must unpack to at most ${MOST_TIMES} times its ${content.length} bytes, got more; unpack it first`,
    );
  });
}

/**
 * Reads an IDX file of unsigned bytes (Y. LeCun's format of MNIST: two zero bytes, the type, the number of
 * dimensions, each dimension in 32 bits, big-endian, then the values), gzipped or not. The header is not
 * trusted: only complete items that are present are counted.
 * @throws Error if it is not such a file.
 */
export async function readIdxFile(path: string): Promise<IdxFile> {
  const content = await unpack(await readFile(path));
  const dimensions = content[3] ?? 0;
  const headerLength = 4 + 4 * dimensions;
  if (content.length < headerLength || content.readUInt16BE(0) !== 0) {
    throw new Error(
      'not an IDX file: it must start with two zero bytes, a type and the number of dimensions',
    );
  }
  if (content[2] !== UNSIGNED_BYTES || ![1, 3, 4].includes(dimensions)) {
    throw new Error(
      `an IDX file must hold unsigned bytes (type 8) in 1, 3 or 4 dimensions, got type ${content[2]} in ${dimensions}`,
    );
  }
  const [promised = 0, ...itemShape] = Array.from({ length: dimensions }, (_, axis) =>
    content.readUInt32BE(4 + 4 * axis),
  );
  const itemBytes = itemShape.reduce((product, length) => product * length, 1);
  const values = content.subarray(headerLength);
  if (itemBytes === 0) throw new Error(`an image must have pixels, got ${itemShape.join('x')}`);
  const count = Math.min(promised, Math.floor(values.length / itemBytes));
  const expected = promised * itemBytes;
  return {
    itemShape,
    itemBytes,
    count,
    values,
    ...(values.length !== expected && {
      complaint:
        `its header declares ${promised} items of ${itemBytes} bytes, ${expected} in all, ` +
        `but only ${values.length} are there; complete items: ${count}`,
    }),
  };
}
