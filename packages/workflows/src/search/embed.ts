import type { Dataset, ImageSet } from '@jssl/data';
import { askedByAny } from '@jssl/distributed/tensors';
import type { EmbeddingBatch } from '@jssl/embeddings';
import { checkSettings, choice, SettingError, type SettingsOf } from '@jssl/settings';
import { failTogether } from '@jssl/trainer';

import type { JobOptions } from '../data/open-on-ranks.js';
import { withRun, type Run } from '../runs/open-run.js';
import {
  embedWithProgress,
  labelOf,
  openSearchedImages,
  type SearchedImages,
  type SearchOptions,
} from './searched-images.js';

/**
 * The settings of {@link embed}.
 * @example
 * ```ts
 * import { embedSettings } from '@jssl/workflows';
 *
 * const { initial, required } = embedSettings.split;
 * console.log(initial, '|', required); // all | one of all, train, validation, test
 * ```
 */
export const embedSettings = {
  split: choice(['all', 'train', 'validation', 'test'], { initial: 'all', help: 'which images' }),
};

/** How to embed images. */
export interface EmbedOptions extends SearchOptions {
  /** Default `all`. */
  readonly split?: SettingsOf<typeof embedSettings>['split'] | undefined;
}

/** Images as features. */
export interface Embeddings {
  /** The name of each image [N]. */
  readonly names: readonly string[];
  /** The class of each image [N], if the images have classes. */
  readonly labels?: readonly string[];
  /** Unit vectors, row after row [N, F]: the dot product of two is their cosine. */
  readonly features: Float32Array;
  /** F */
  readonly featureSize: number;
}

/**
 * The features of images, in memory. {@link embedToFile} writes any number of them to a file instead.
 * @param run a run folder, a weights file, or an open run.
 * @throws InputError for a damaged run, or images that the encoder cannot take.
 * @example
 * ```ts
 * import { embed } from '@jssl/workflows';
 *
 * const { names, features, featureSize } = await embed('runs/photos', 'photos');
 * console.log(names.length, featureSize, features.length); // 20 32 640
 * ```
 */
export async function embed(
  run: string | Run,
  images: string | Dataset,
  options: EmbedOptions = {},
): Promise<Embeddings> {
  checkEmbedOptions(options);
  return withRun(run, options, async (opened) => {
    const searched = await openSearchedImages(opened, images, options);
    const set = splitOf(searched, options.split);
    const { featureSize } = opened;
    const names: string[] = [];
    const labels: string[] = [];
    const features = new Float32Array(set.length * featureSize);
    for await (const batch of embeddingBatches(opened, { data: searched.data, set }, options)) {
      features.set(batch.features, names.length * featureSize);
      names.push(...batch.names);
      labels.push(...(batch.labels ?? []));
    }
    return { names, ...(set.labels && { labels }), features, featureSize };
  });
}

/** @throws SettingError for a split with an unknown name. */
export function checkEmbedOptions({ split = 'all' }: EmbedOptions): void {
  checkSettings(embedSettings, { split });
}

/** @throws SettingError when the images have no such split. */
export function splitOf(
  { data, all }: SearchedImages,
  split: EmbedOptions['split'] = 'all',
): ImageSet {
  const set = split === 'all' ? all : data[split];
  if (set) return set;
  throw new SettingError({
    setting: 'split',
    required: `one that ${data.name} has images of`,
    got: split,
  });
}

/** The features of a set batch by batch, with names and classes. */
export async function* embeddingBatches(
  run: Run,
  { data, set }: { readonly data: Dataset; readonly set: ImageSet },
  { signal, job, onProgress }: EmbedOptions & JobOptions,
): AsyncGenerator<EmbeddingBatch> {
  let start = 0;
  for await (const features of embedWithProgress(run, { data, set }, { onProgress, job })) {
    // All ranks stop together, whichever of them got the signal.
    const [stopped] = askedByAny([signal?.aborted === true], job);
    if (stopped) throw failTogether(stopReason(signal));
    const places = Array.from({ length: features.shape[0] }, (_, row) => start + row);
    start += places.length;
    yield {
      names: places.map(set.name),
      features: features.dataSync<'float32'>(),
      ...(set.labels && { labels: places.map((place) => labelOf(data, set, place) ?? '') }),
    };
  }
}

function stopReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('another rank stopped', 'AbortError');
}
