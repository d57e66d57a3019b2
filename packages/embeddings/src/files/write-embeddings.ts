import { open } from 'node:fs/promises';

import { csvEncoder } from './csv-encoder.js';
import type { EmbeddingBatch, EmbeddingShape } from './embedding-batch.js';
import type { EmbeddingEncoder } from './embedding-encoder.js';
import { EmbeddingsError } from './embeddings-error.js';
import { jsonLinesEncoder } from './json-lines-encoder.js';
import { npyEncoder } from './npy-encoder.js';
import { parquetEncoder } from './parquet-encoder.js';
import { writeWholeFiles } from './whole-files.js';

/**
 * The file formats of embeddings.
 * @example
 * ```ts
 * import { embeddingFormats } from '@jssl/embeddings';
 *
 * console.log(embeddingFormats.join(' ')); // csv jsonl npy parquet
 * ```
 */
export const embeddingFormats = ['csv', 'jsonl', 'npy', 'parquet'] as const;

/** One of {@link embeddingFormats}. */
export type EmbeddingFormat = (typeof embeddingFormats)[number];

const encoders: Readonly<
  Record<EmbeddingFormat, (shape: EmbeddingShape) => EmbeddingEncoder | Promise<EmbeddingEncoder>>
> = {
  csv: csvEncoder,
  jsonl: jsonLinesEncoder,
  npy: npyEncoder,
  parquet: parquetEncoder,
};

/**
 * The files that {@link writeEmbeddings} writes: `file` and, for `npy`, which holds only numbers, names and
 * labels in `NAME.names.csv` for `NAME.npy`.
 * @example
 * ```ts
 * import { embeddingFiles } from '@jssl/embeddings';
 *
 * console.log(embeddingFiles('photos.npy', 'npy')); // [ 'photos.npy', 'photos.names.csv' ]
 * ```
 */
export function embeddingFiles(file: string, format: EmbeddingFormat): [string, ...string[]] {
  return format === 'npy' ? [file, `${file.replace(/\.npy$/, '')}.names.csv`] : [file];
}

/** Where and how to write embeddings. */
export interface WriteEmbeddingsOptions {
  readonly file: string;
  readonly format: EmbeddingFormat;
  /** Replace existing files. Default false. */
  readonly force?: boolean;
  /** Called after each batch with the rows written so far. */
  readonly onProgress?: (rows: number, total: number) => void;
  /** Cancels the writing, which then rejects with the signal's reason and leaves no file. */
  readonly signal?: AbortSignal;
}

/**
 * Writes embeddings batch by batch; only one batch (for Parquet, a row group) is in memory. Files are
 * written whole or not at all.
 * @param shape of all batches together.
 * @returns the paths of the files.
 * @throws EmbeddingsError when a file exists and `force` is not set, a number is not finite, or the
 * batches do not have the shape.
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { writeEmbeddings } from '@jssl/embeddings';
 *
 * const batches = [
 *   { names: ['a.png', 'b.png'], features: Float32Array.of(1, 0, 0.5, 0.25) }, // [2, F]
 *   { names: ['c.png'], features: Float32Array.of(0, 1) },
 * ];
 * const shape = { rows: 3, features: 2, labeled: false };
 * await writeEmbeddings(batches, shape, { file: 'photos.jsonl', format: 'jsonl' });
 * console.log(readFileSync('photos.jsonl', 'utf8').split('\n')[1]); // {"name":"b.png","features":[0.5,0.25]}
 * ```
 */
export async function writeEmbeddings(
  batches: AsyncIterable<EmbeddingBatch> | Iterable<EmbeddingBatch>,
  shape: EmbeddingShape,
  { file, format, force = false, onProgress, signal }: WriteEmbeddingsOptions,
): Promise<readonly string[]> {
  signal?.throwIfAborted();
  const files = embeddingFiles(file, format);
  const encoder = await encoders[format](shape);
  const names = csvEncoder({ ...shape, features: 0 });
  await writeWholeFiles(files, { force }, async (unfinished) => {
    const outputs = await Promise.all(
      unfinished.map(async (path, at) => ({
        handle: await open(path, 'w'),
        encoder: at === 0 ? encoder : names,
      })),
    );
    const write = async (bytes: (encoder: EmbeddingEncoder) => string | Uint8Array) => {
      for (const output of outputs) await output.handle.writeFile(bytes(output.encoder));
    };
    try {
      await write((one) => one.start());
      let rows = 0;
      for await (const batch of batches) {
        checkBatch(batch, shape);
        rows += batch.names.length;
        await write((one) => one.add(batch));
        onProgress?.(rows, shape.rows);
        signal?.throwIfAborted();
      }
      if (rows !== shape.rows) {
        throw new EmbeddingsError(
          `writeEmbeddings: the batches must have ${shape.rows} rows in total, got ${rows}`,
        );
      }
      await write((one) => one.end());
      for (const { handle } of outputs) await handle.sync();
    } finally {
      for (const { handle } of outputs) await handle.close();
    }
  });
  return files;
}

function checkBatch(
  { names, features, labels }: EmbeddingBatch,
  { features: size, labeled }: EmbeddingShape,
): void {
  if (
    features.length !== names.length * size ||
    (labels?.length ?? 0) !== (labeled ? names.length : 0)
  ) {
    throw new EmbeddingsError(
      `writeEmbeddings: a batch of ${names.length} names must have ${size} features and ` +
        `${labeled ? 'one label' : 'no label'} each, got ${features.length} features and ${labels?.length ?? 'no'} labels`,
    );
  }
  const broken = features.findIndex((value) => !Number.isFinite(value));
  if (broken !== -1) {
    throw new EmbeddingsError(
      `the features of ${names[Math.floor(broken / size)]} must be finite, got ${features[broken]}; the encoder has diverged; use other weights`,
    );
  }
}
