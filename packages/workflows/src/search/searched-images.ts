import { joinImages, type Dataset, type ImageSet, type SourceFormat } from '@jssl/data';
import { embedBatches } from '@jssl/features';
import { InputError } from '@jssl/settings';

import type { DataOptions } from '../data/open-data.js';
import { openOnRanks, type JobOptions } from '../data/open-on-ranks.js';
import { progressOf, type WorkOptions } from '../data/work-options.js';
import { matchChannels } from '../runs/match-channels.js';
import type { OpenRunOptions, Run } from '../runs/open-run.js';
import { openedAs } from '../runs/recorded-run.js';
import { isRunSource, rememberRunSource, runSource } from '../runs/run-source.js';

/** Options of every call that embeds images with a trained encoder. */
export interface SearchOptions extends WorkOptions, OpenRunOptions, Pick<DataOptions, 'onData'> {
  /** How the images are stored. Default: detected. */
  readonly sourceFormat?: SourceFormat | undefined;
  /** A file with the labels of the images, instead of class folders. */
  readonly labels?: string | undefined;
  /** Called with advice; the work continues. */
  readonly onNote?: ((sentence: string) => void) | undefined;
}

/** Images to embed. */
export interface SearchedImages {
  readonly data: Dataset;
  /** An absolute path or a known name; undefined for a data set that was passed open. */
  readonly source: string | undefined;
  /** Training, validation and test images, each once. */
  readonly all: ImageSet;
}

/**
 * Opens the given images, or else those that the run was trained on, in the same way as for training: image
 * files are decoded to the size of a view; gray ones are converted to color, or color ones to gray, as the
 * encoder expects them.
 * @param options.setting takes the images, for errors. Default `data`.
 * @param options.own whether the given images are those that the run was trained on.
 */
export async function openSearchedImages(
  run: Run,
  given: string | Dataset | undefined,
  {
    sourceFormat: format,
    labels,
    own = false,
    setting,
    ...options
  }: SearchOptions & JobOptions & { readonly own?: boolean; readonly setting?: string },
): Promise<SearchedImages> {
  const { recorded, views } = run;
  const source = runSource({ path: run.path, recorded, setting }, given ?? run.data);
  const isOwn = own || given === undefined || isRunSource(run.path, recorded, source);
  const { signal, onProgress, onData, job } = options;
  const storedAs = openedAs({ format, labels }, { path: run.path, recorded, isOwn });
  const stored = await openOnRanks(source, {
    ...{ signal, onProgress, job },
    imageSize: isOwn ? recorded.config?.imageSize : views.size,
    ...storedAs,
  });
  rememberRunSource(run.path, recorded, { source, labels: storedAs.labels, data: stored });
  if (run.importNote !== undefined) options.onNote?.(run.importNote);
  const data = matchChannels(run, stored, options.onNote);
  if (typeof source === 'object') checkSize(data, recorded.config?.imageSize ?? views.size);
  const { size } = views;
  if (!isOwn && (data.kind === 'folder' || data.height !== size || data.width !== size)) {
    options.onNote?.(
      `${data.name}: images of another size are resized and center-cropped to ${size}x${size}, the size that the encoder was trained on`,
    );
  }
  onData?.(data);
  const { train, validation, test } = data;
  return {
    data,
    source: typeof source === 'string' ? source : undefined,
    all: joinImages([train, validation, test].filter((set) => !!set)),
  };
}

/** @throws InputError for an open data set that nothing resizes. */
function checkSize({ name, height, width }: Dataset, size: number): void {
  if (height === size && width === size) return;
  throw new InputError(
    `${name} has images of ${height}x${width} and the encoder takes ${size}x${size}`,
    { remedy: `open the data set with {imageSize} ${size}` },
  );
}

/**
 * Yields features [N, F] of a set batch by batch, with progress; each batch is borrowed until the next one is
 * requested. Yields to the event loop, so that signals arrive.
 */
export async function* embedWithProgress(
  { extract, views }: Pick<Run, 'extract' | 'views'>,
  { data, set }: { readonly data: Dataset; readonly set: ImageSet },
  { job, ...options }: WorkOptions & JobOptions,
) {
  const report = progressOf(options);
  let done = 0;
  for await (const batch of embedBatches(extract, set, { data, views, job })) {
    yield batch;
    done += batch.shape[0];
    report({ phase: 'embedding', done, total: set.length });
    await new Promise(setImmediate);
  }
}

/** The class name of an image; undefined if there are no classes. */
export function labelOf(
  { classes }: Pick<Dataset, 'classes'>,
  { labels }: ImageSet,
  index: number,
): string | undefined {
  return labels && classes?.[labels[index] ?? NaN];
}
