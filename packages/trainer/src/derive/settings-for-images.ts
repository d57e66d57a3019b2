import type { TrainConfig } from '../settings/train-settings.js';
import { derivedBatches } from './derived-batches.js';
import { derivedViews, type Pictures } from './derived-views.js';

/** Settings for short training runs on any number of images; bf16, for speed, if the processor supports it. */
const shortRunSettings = {
  arch: 'resnet18',
  schedule: 'cosine',
  precision: 'auto',
} as const satisfies Partial<TrainConfig>;

/**
 * The settings of a short training run that follow from its images alone: method, batch, learning rate and views. The
 * part of `deriveSettings` that needs neither Node nor a measurement.
 * @param given settings to keep.
 * @param options.ranks processes that share each batch. Default 1.
 * @example
 * ```ts
 * import { settingsForImages } from '@jssl/trainer/learner';
 *
 * const { method, batchSize, lr } = settingsForImages({}, { count: 300, channels: 3, plain: false });
 * console.log(method, batchSize, lr); // jaccard-simclr 64 0.002
 * ```
 */
export function settingsForImages(
  given: Partial<TrainConfig>,
  images: Pictures & { readonly count: number },
  { ranks = 1 }: { readonly ranks?: number } = {},
) {
  return {
    ...shortRunSettings,
    ...derivedBatches(images.count, given, ranks),
    ...derivedViews(images),
    ...given,
  };
}
