import {
  classificationReport,
  guessesOf,
  linearProbeLogits,
  shareWithin,
  trainLinearProbe,
  type ClassificationReport,
} from '@jssl/eval';
import { completeSettings } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { randomStream } from '../batches/random-streams.js';
import {
  featuresToPickBy,
  type EvaluationFeatures,
  type LabeledFeatures,
} from '../embed/evaluation-features.js';
import {
  linearSettings,
  weightDecays,
  type LinearSettings,
} from '../settings/classifier-settings.js';

/** How a linear classifier does on the test images, and how it was trained. */
export type LinearReport = ClassificationReport & {
  readonly weightDecay: number;
  readonly iterations: number;
  /** Whether no component of the gradient exceeded 1e-4 at the end. */
  readonly converged: boolean;
  /** Share of the validation images that are right with each weight decay that was tried. */
  readonly sweep: readonly { readonly weightDecay: number; readonly validationTop1: number }[];
};

/**
 * Linear evaluation on features computed once, without augmentation, standardized: a classifier
 * trained by L-BFGS until no component of the gradient exceeds 1e-4. Minutes become seconds, and any
 * features will do, so that baselines are measured the same way. The weight decay is the best on
 * validation images, the strongest of equals; the classifier is trained on all training images then.
 * @throws SettingError for settings that cannot work.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedForEvaluation, evaluateLinear, pixelFeatures, loadEncoder } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { views } = loadEncoder('runs/photos');
 * const features = embedForEvaluation(pixelFeatures, photos, photos.train, views);
 * const { top1, weightDecay, converged } = evaluateLinear(features);
 * console.log(top1, weightDecay, converged); // 1 0.1 true
 * ```
 */
export function evaluateLinear(
  features: EvaluationFeatures,
  settings: Partial<LinearSettings> = {},
): LinearReport {
  const { weightDecay, seed } = completeSettings(linearSettings, settings);
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
