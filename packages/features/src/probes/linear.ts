import {
  classificationReport,
  guessesOf,
  linearProbeLogits,
  shareWithin,
  trainLinearProbe,
  type ClassificationReport,
} from '@jssl/eval';
import * as tf from '@tensorflow/tfjs-core';

import { randomStream } from '../batches/random-streams.js';
import {
  featuresToPickBy,
  type EvaluationFeatures,
  type LabeledFeatures,
} from '../embed/evaluation-features.js';
import { requireSeed, requireWeightDecay } from '../settings/require-setting.js';

export interface FastLinearSettings {
  /** λ: λ/2 times the squared weights is added to the mean cross entropy. Picked where undefined. */
  readonly weightDecay?: number | undefined;
  /** Of the validation images and of the bootstrap. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * The weight decays that are tried, the strongest first.
 * @example
 * ```ts
 * import { weightDecays } from '@jssl/features';
 *
 * console.log(weightDecays.join(' ')); // 0.1 0.01 0.001 0.0001 0.00001
 * ```
 */
export const weightDecays = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5] as const;

/** How a linear classifier does on the test images, and how it was trained. */
export type FastLinearReport = ClassificationReport & {
  readonly weightDecay: number;
  readonly iterations: number;
  /** Whether no component of the gradient exceeded 1e-4 at the end. */
  readonly converged: boolean;
  /** Share of the validation images that are right with each weight decay that was tried. */
  readonly sweep: readonly { readonly weightDecay: number; readonly validationTop1: number }[];
};

/**
 * Checks the settings of {@link fastLinearEvaluation}.
 * @throws InputError naming the first setting that cannot work.
 * @example
 * ```ts
 * import { checkFastLinearSettings } from '@jssl/features';
 *
 * try {
 *   checkFastLinearSettings({ weightDecay: -1 });
 * } catch (error) {
 *   console.log((error as Error).message); // --weight-decay must be a number of at least 0, got -1
 * }
 * ```
 */
export function checkFastLinearSettings({ weightDecay = 0, seed = 0 }: FastLinearSettings): void {
  requireWeightDecay(weightDecay);
  requireSeed(seed);
}

/**
 * Linear evaluation on features computed once, without augmentation, standardized: a classifier
 * trained by L-BFGS until no component of the gradient exceeds 1e-4. Minutes become seconds, and any
 * features will do, so that baselines are measured the same way. The weight decay is the best on
 * validation images, the strongest of equals; the classifier is trained on all training images then.
 * @throws InputError for settings that cannot work.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedForEvaluation, fastLinearEvaluation, pixelFeatures, loadEncoder } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { views } = loadEncoder('runs/photos');
 * const features = embedForEvaluation(pixelFeatures, photos, photos.train, views);
 * const { top1, weightDecay, converged } = fastLinearEvaluation(features);
 * console.log(top1, weightDecay, converged); // 1 0.1 true
 * ```
 */
export function fastLinearEvaluation(
  features: EvaluationFeatures,
  settings: FastLinearSettings = {},
): FastLinearReport {
  checkFastLinearSettings(settings);
  const { weightDecay, seed = 0 } = settings;
  const { train, test, classes } = features;
  const sweep = weightDecay === undefined ? tryWeightDecays(features, seed) : [];
  const picked = sweep.reduce<(typeof sweep)[number] | undefined>(
    (best, row) => (row.validationTop1 > (best?.validationTop1 ?? -1) ? row : best),
    undefined,
  );
  const decay = weightDecay ?? picked?.weightDecay ?? weightDecays[0];
  const { guesses, iterations, converged } = classify(train, test, classes, decay);
  return {
    weightDecay: decay,
    iterations,
    converged,
    ...classificationReport(guesses, test.labels, classes, randomStream(seed, 'bootstrap')),
    sweep,
  };
}

function tryWeightDecays(features: EvaluationFeatures, seed: number) {
  const rows: { weightDecay: number; validationTop1: number }[] = [];
  tf.tidy(() => {
    const sets = featuresToPickBy(features, seed);
    if (!sets) return;
    for (const weightDecay of weightDecays) {
      const { guesses } = classify(sets.train, sets.validation, features.classes, weightDecay);
      rows.push({ weightDecay, validationTop1: shareWithin(guesses, 1) });
    }
  });
  return rows;
}

function classify(
  train: LabeledFeatures,
  queries: LabeledFeatures,
  classes: number,
  weightDecay: number,
) {
  const { probe, ...training } = trainLinearProbe(train, { classes, weightDecay });
  const logits = linearProbeLogits(probe, queries.features);
  const guesses = guessesOf(logits, queries.labels);
  logits.dispose();
  probe.dispose();
  return { guesses, ...training };
}
