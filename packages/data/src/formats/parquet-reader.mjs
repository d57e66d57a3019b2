import { Worker } from 'node:worker_threads';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';

/**
 * Reads Parquet for `askParquet`, one request at a time, in a process that can be ended: hyparquet may read
 * a damaged file forever. JavaScript, so that Node can run it from `src` as well as from `dist`.
 *
 * @typedef {import('./ask-parquet.js').ParquetQuestion} ParquetQuestion
 */

/** The largest accepted compression ratio of a page; a decompression bomb has 1000 or more. */
const MOST_TIMES = 32;
const limit = (/** @type {Uint8Array} */ input) => ({
  maxOutputLength: Math.max(2 ** 20, MOST_TIMES * input.length),
});
const compressors = {
  GZIP: (/** @type {Uint8Array} */ input) => gunzipSync(input, limit(input)),
  BROTLI: (/** @type {Uint8Array} */ input) => brotliDecompressSync(input, limit(input)),
};

/**
 * The file that was opened last.
 * @type {{ path: string, file: import('hyparquet').AsyncBuffer, metadata: import('hyparquet').FileMetaData } | undefined}
 */
let opened;

async function openFile(/** @type {string} */ path) {
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

/** The values of a column; for a struct, its bytes. */
async function readColumn(
  /** @type {string} */ path,
  /** @type {import('./ask-parquet.js').ParquetRows} */ { column, ...rows },
) {
  const { file, metadata } = opened?.path === path ? opened : await openFile(path);
  const options = { file, metadata, ...rows, columns: [column], compressors, utf8: false };
  return (await parquetReadObjects(options)).map((row) => row[column]?.bytes ?? row[column]);
}

// If hyparquet fails while other columns are being read, their errors are unhandled and would end the
// process.
process.on('unhandledRejection', () => undefined);

// Ctrl-C reaches every process of a terminal; the parent process decides what happens then.
process.on('SIGINT', () => undefined);

// If the parent process is killed, endless reading must stop.
new Worker(
  `setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL'); }, 1000);`,
  { eval: true },
).unref();

process.on('message', (/** @type {ParquetQuestion} */ { path, rows }) => {
  const answer = rows ? readColumn(path, rows) : describe(path);
  answer.then(
    (value) => process.send?.({ value }),
    (error) => process.send?.({ reason: error.message }),
  );
});
