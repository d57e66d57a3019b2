import { Worker } from 'node:worker_threads';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { decompressLz4, decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';

/**
 * Reads Parquet for `askParquet`, one request at a time, in a process that can be ended: hyparquet may read
 * a damaged file forever. JavaScript, so that Node can run it from `src` as well as from `dist`.
 *
 * @typedef {import('./ask-parquet.js').ParquetQuestion} ParquetQuestion
 */

/** The largest accepted compression ratio of a large page; a decompression bomb has 1000 or more. */
const MOST_TIMES = 32;
/** Smaller pages may have any ratio: a page of equal labels compresses to almost nothing. */
const SMALL_PAGE = 2 ** 26;
/** Values are sent in parts of about this many bytes. */
const PART_BYTES = 2 ** 25;

/**
 * Decompresses a page, unless its header describes a decompression bomb.
 * @param {(input: Uint8Array, length: number) => Uint8Array} decompress
 * @returns {(input: Uint8Array, length: number) => Uint8Array}
 */
function limited(decompress) {
  return (input, length) => {
    const most = Math.max(SMALL_PAGE, MOST_TIMES * input.length);
    if (length >= 0 && length <= most) return decompress(input, length);
    throw new Error(
      `a page of ${input.length} bytes must unpack to at most ${most}, got ${length}`,
    );
  };
}
const atMost = (/** @type {number} */ length) => ({ maxOutputLength: Math.max(1, length) });
const compressors = {
  GZIP: limited((input, length) => gunzipSync(input, atMost(length))),
  BROTLI: limited((input, length) => brotliDecompressSync(input, atMost(length))),
  ZSTD: limited((input, length) => decompressZstd(input, new Uint8Array(length))),
  LZ4: limited(decompressLz4),
  LZ4_RAW: limited(decompressLz4Raw),
};

/**
 * The file that was opened last.
 * @type {{ path: string, file: import('hyparquet').AsyncBuffer, metadata: import('hyparquet').FileMetaData } | undefined}
 */
let opened;

async function openFile(/** @type {string} */ path) {
  held = undefined;
  const file = await asyncBufferFromFile(path);
  opened = { path, file, metadata: await parquetMetadataAsync(file) };
  return opened;
}

/** @returns {Promise<import('./ask-parquet.js').ParquetDescription>} */
async function describe(/** @type {string} */ path) {
  const { file, metadata } = await openFile(path);
  return {
    byteLength: file.byteLength,
    columns: parquetSchema(metadata).children,
    keyValues: metadata.key_value_metadata ?? [],
    groups: metadata.row_groups.map(({ num_rows: rows, total_byte_size: bytes }) => ({
      rows: Number(rows),
      bytes: Number(bytes),
    })),
  };
}

/**
 * The values of a column in the group that was read last.
 * @type {{ path: string, column: string, group: number, values: unknown[] } | undefined}
 */
let held;

/** The values of a column in a row group; for a struct, its bytes. */
async function readGroup(
  /** @type {string} */ path,
  /** @type {string} */ column,
  /** @type {number} */ group,
) {
  if (held?.path === path && held.column === column && held.group === group) return held.values;
  held = undefined;
  const { file, metadata } = opened?.path === path ? opened : await openFile(path);
  const lengths = metadata.row_groups.map(({ num_rows: rows }) => Number(rows));
  const rowStart = lengths.slice(0, group).reduce((sum, length) => sum + length, 0);
  const rowEnd = rowStart + (lengths[group] ?? 0);
  /** @type {unknown[]} */
  const values = [];
  await parquetRead({
    ...{ file, metadata, columns: [column], rowStart, rowEnd, compressors, utf8: false },
    onChunk: ({ columnData, rowStart: first }) => {
      for (let at = 0; at < columnData.length && first + at < rowEnd; at++) {
        const value = columnData[at];
        values[first + at - rowStart] = value?.bytes === undefined ? value : value.bytes;
      }
    },
  });
  held = { path, column, group, values };
  return values;
}

/** Values from a row of a group on, as many as fit into a part, and how many the group has. */
async function readPart(
  /** @type {string} */ path,
  /** @type {import('./ask-parquet.js').ParquetRows} */ { column, group, from },
) {
  const values = await readGroup(path, column, group);
  let bytes = 0;
  let end = from;
  while (end < values.length && (end === from || bytes < PART_BYTES)) {
    const value = values[end++];
    bytes += value instanceof Uint8Array || typeof value === 'string' ? value.length + 8 : 8;
  }
  return { values: values.slice(from, end), length: values.length };
}

// If hyparquet fails while other columns are being read, their errors are unhandled and would end the
// process.
process.on('unhandledRejection', () => undefined);

// Ctrl-C reaches every process of a terminal; the parent process decides what happens then.
process.on('SIGINT', () => undefined);

/** The processor time of this process at which it is ended, in milliseconds. */
const limit = new Float64Array(new SharedArrayBuffer(8)).fill(Infinity);
const usedMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

// Endless reading must stop when its time is up, or if the parent process is killed. Processor time counts,
// not time on the clock: on a busy machine a good file takes long.
new Worker(
  `const limit = require('node:worker_threads').workerData;
  setInterval(() => {
    if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL');
    const { user, system } = process.cpuUsage();
    if ((user + system) / 1000 > limit[0]) process.kill(process.pid, 'SIGXCPU');
  }, 100);`,
  { eval: true, workerData: limit },
).unref();

process.on('message', (/** @type {ParquetQuestion & { limitMs: number }} */ question) => {
  const { path, rows, limitMs } = question;
  limit[0] = usedMs() + limitMs;
  const answer = rows ? readPart(path, rows) : describe(path);
  void answer
    .then(
      (value) => ({ value }),
      // A damaged page asks for what no JavaScript engine has, or for bytes that are not there.
      (error) => ({
        reason: rows && error instanceof RangeError ? `damaged (${error.message})` : error.message,
      }),
    )
    .then((message) => {
      limit[0] = Infinity;
      process.send?.(message);
    });
});
