import { extname } from 'node:path';

import type { Dataset } from '@jssl/data';
import {
  embeddingFiles,
  embeddingFormats,
  writeEmbeddings,
  type EmbeddingFormat,
} from '@jssl/embeddings';
import { checkSettings, choice } from '@jssl/settings';
import { checkNewFiles } from '@jssl/settings/node';
import { onEachRank } from '@jssl/trainer';

import type { JobOptions } from '../data/open-on-ranks.js';
import { openRun, requireOpen, type Run } from '../runs/open-run.js';
import { checkEmbedOptions, embeddingBatches, splitOf, type EmbedOptions } from './embed.js';
import { openSearchedImages } from './searched-images.js';

/** How to write the features of images. */
export interface EmbedToFileOptions extends EmbedOptions, JobOptions {
  /** Default `embeddings.FORMAT`. */
  readonly out?: string | undefined;
  /** Default: from the extension of `out`, else csv. */
  readonly format?: EmbeddingFormat | undefined;
  /** Replace a file that exists. Default false. */
  readonly force?: boolean | undefined;
}

const formatSettings = {
  format: choice(embeddingFormats, { initial: 'csv', help: 'format of the file' }),
};

/** What {@link embedToFile} wrote. */
export interface EmbeddedFile {
  /** Empty on ranks other than 0 of a job. */
  readonly files: readonly string[];
  /** N */
  readonly images: number;
  /** F */
  readonly featureSize: number;
  /** Time from the first image to the last. */
  readonly seconds: number;
}

/**
 * Writes the features of images to a file: csv, jsonl, npy or parquet. There can be any number of images:
 * features are written as they are computed, and the file appears once it is complete.
 * @param run a run folder, a weights file, or an open run.
 * @throws SettingError for an unknown split or format, EmbeddingsError for a file that exists, InputError for a damaged run or unsuitable images.
 * @example
 * ```ts
 * import { embedToFile } from '@jssl/workflows';
 *
 * const { files, images } = await embedToFile('runs/photos', 'photos', { out: 'photos.npy' });
 * console.log(files.join(' '), images); // photos.npy photos.names.csv 20
 * ```
 */
export async function embedToFile(
  run: string | Run,
  images: string | Dataset,
  options: EmbedToFileOptions = {},
): Promise<EmbeddedFile> {
  const { force = false, job } = options;
  const format = options.format ?? formatOf(options.out) ?? 'csv';
  const file = options.out ?? `embeddings.${format}`;
  const isWriter = (job?.rank ?? 0) === 0;
  await onEachRank(job, () => {
    if (typeof run === 'object') requireOpen(run);
    checkEmbedOptions(options);
    checkSettings(formatSettings, { format });
    if (isWriter) checkNewFiles(embeddingFiles(file, format), { force });
  });
  const opened = typeof run === 'string' ? await onEachRank(job, () => openRun(run, options)) : run;
  try {
    const searched = await openSearchedImages(opened, images, options);
    const set = splitOf(searched, options.split);
    const { featureSize } = opened;
    const shape = { rows: set.length, features: featureSize, labeled: set.labels !== undefined };
    const started = performance.now();
    const embedded = embeddingBatches(opened, { data: searched.data, set }, options);
    let files: readonly string[] = [];
    if (isWriter) files = await writeEmbeddings(embedded, shape, { file, format, force });
    // Rank 0 writes what all ranks have embedded.
    else while (!(await embedded.next()).done);
    const seconds = (performance.now() - started) / 1000;
    return { files, images: set.length, featureSize, seconds };
  } finally {
    if (typeof run === 'string') opened.dispose();
  }
}

/** The format that a file's extension names. */
function formatOf(file = ''): EmbeddingFormat | undefined {
  return embeddingFormats.find((format) => extname(file).toLowerCase() === `.${format}`);
}
