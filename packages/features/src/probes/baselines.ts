import { mostFrequentClass, type MostFrequentClass } from '@jssl/eval';
import { createEncoder, type Encoder, type NewEncoderOptions } from '@jssl/resnet';

import { randomStream } from '../batches/random-streams.js';
import { encoderFeatures, pixelFeatures, type FeatureExtractor } from '../embed/embed-images.js';
import type { Accuracy } from '../embed/evaluation-features.js';
import { flatPixels, rawEncoderFeatures } from './augmented-linear.js';

/** Features that any evaluation can measure for comparison with an encoder. */
export interface Baseline {
  readonly name: 'raw pixels' | 'random weights';
  readonly extract: FeatureExtractor;
}

/**
 * An encoder of the same shape with random weights, batch norm as initialized. The caller disposes it.
 * @param seed of the run, whose training starts from the same weights.
 * @param options.stemWeights as in the run's `stemInit`. Default `normal`.
 * @example
 * ```ts
 * import { loadEncoder, untrainedEncoder } from '@jssl/features';
 *
 * const { encoder } = loadEncoder('runs/photos');
 * const untrained = untrainedEncoder(encoder, 0);
 * console.log(untrained.config.width === encoder.config.width); // true
 * untrained.dispose();
 * ```
 */
export function untrainedEncoder(
  { config }: Pick<Encoder, 'config'>,
  seed: number,
  { stemWeights = 'normal' }: Pick<NewEncoderOptions, 'stemWeights'> = {},
): Encoder {
  return createEncoder(config, randomStream(seed, 'weights'), { trainable: false, stemWeights });
}

/**
 * The raw pixels and an encoder with random weights as features.
 * @param untrained borrowed, as by {@link untrainedEncoder}.
 * @param options.normalized whether features have L2 norm 1, as kNN needs; default true.
 * @example
 * ```ts
 * import { baselines, loadEncoder, untrainedEncoder } from '@jssl/features';
 *
 * const untrained = untrainedEncoder(loadEncoder('runs/photos').encoder, 0);
 * console.log(baselines(untrained).map(({ name }) => name)); // [ 'raw pixels', 'random weights' ]
 * ```
 */
export function baselines(
  untrained: Encoder,
  { normalized = true }: { readonly normalized?: boolean } = {},
): readonly Baseline[] {
  return [
    { name: 'raw pixels', extract: normalized ? pixelFeatures : flatPixels },
    {
      name: 'random weights',
      extract: (normalized ? encoderFeatures : rawEncoderFeatures)(untrained),
    },
  ];
}

/**
 * The expected accuracy of random guesses.
 * @param classes L
 * @example
 * ```ts
 * import { chanceAccuracy } from '@jssl/features';
 *
 * console.log(chanceAccuracy(10)); // { name: 'chance', top1: 0.1, top5: 0.5, balanced: 0.1 }
 * ```
 */
export function chanceAccuracy(classes: number): Accuracy & { readonly name: 'chance' } {
  const top1 = 1 / classes;
  return { name: 'chance', top1, top5: Math.min(1, 5 / classes), balanced: top1 };
}

/** The accuracy of always guessing the most frequent class. */
export type MostFrequentAccuracy = MostFrequentClass & { readonly name: 'most frequent class' };

/**
 * The accuracy of always guessing the class with the most training images: unlike chance, it says what an
 * encoder must beat if classes are unbalanced.
 * @param train labels of the training images.
 * @param test labels of the test images.
 * @param classes L
 * @example
 * ```ts
 * import { mostFrequentAccuracy } from '@jssl/features';
 *
 * const { name, top1, balanced } = mostFrequentAccuracy([0, 1, 1, 1], [0, 1, 1, 1], 2);
 * console.log(name, top1, balanced); // most frequent class 0.75 0.5
 * ```
 */
export function mostFrequentAccuracy(
  train: ArrayLike<number>,
  test: ArrayLike<number>,
  classes: number,
): MostFrequentAccuracy {
  return { name: 'most frequent class', ...mostFrequentClass(train, test, classes) };
}
