import {
  classificationReport,
  guessesOf,
  linearProbeLogits,
  linearProbeTrainer,
  shareWithin,
  type ClassificationReport,
  type LinearProbeTrainer,
} from '@jssl/eval';
import { completeSettings } from '@jssl/settings';

import { randomStream } from '../batches/random-streams.js';
import {
  validationFeatures,
  type EvaluationFeatures,
  type LabeledFeatures,
} from '../embed/evaluation-features.js';
import {
  linearSettings,
  weightDecays,
  type LinearSettings,
} from '../settings/classifier-settings.js';

/** The accuracy of a linear classifier on the test images, and how its training ended. */
export interface LinearReport extends ClassificationReport {
  readonly weightDecay: number;
  readonly iterations: number;
  /** Whether no component of the gradient exceeded 1e-4 at the end. */
  readonly converged: boolean;
  /** Accuracy on validation images for each weight decay that was tried. */
  readonly sweep: readonly TriedWeightDecay[];
}

/** A weight decay that was tried, and the accuracy it gave on validation images. */
export interface TriedWeightDecay {
  readonly weightDecay: number;
  readonly validationTop1: number;
}

/**
 * Linear probe on features computed once, without augmentation: trains a linear classifier on standardized
 * features with L-BFGS until no component of the gradient exceeds 1e-4. Takes seconds, where
 * `evaluateAugmentedLinear` takes minutes, and works for any features, so baselines are measured the same
 * way. Picks the weight decay that is best on validation images (the strongest, if several are equal), then
 * trains on all training images.
 * @param options.onFit called after each classifier that was trained, with how many there are.
 * @throws SettingError for invalid settings.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedForEvaluation, evaluateLinear, loadEncoder, pixelFeatures } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { views } = loadEncoder('runs/photos');
 * const features = await embedForEvaluation(pixelFeatures, photos, { views });
 * const { top1, weightDecay, converged } = await evaluateLinear(features);
 * console.log(top1, weightDecay, converged); // 1 0.1 true
 * ```
 */
export async function evaluateLinear(
  features: EvaluationFeatures,
  settings: Partial<LinearSettings> = {},
  { onFit = () => undefined }: { readonly onFit?: (done: number, total: number) => void } = {},
): Promise<LinearReport> {
  const { weightDecay, seed } = completeSettings(linearSettings, settings);
  const { train, test, classes } = features;
  const sweep = weightDecay === undefined ? await tryWeightDecays(features, { seed, onFit }) : [];
  const picked = sweep.reduce<TriedWeightDecay | undefined>(
    (best, row) => (row.validationTop1 > (best?.validationTop1 ?? -1) ? row : best),
    undefined,
  );
  const decay = weightDecay ?? picked?.weightDecay ?? weightDecays[0];
  const { guesses, iterations, converged } = await withTrainer(train, classes, (trainer) =>
    classify(trainer, test, decay),
  );
  const random = randomStream(seed, 'bootstrap');
  return {
    weightDecay: decay,
    iterations,
    converged,
    ...classificationReport(guesses, test.labels, { classes, random }),
    sweep,
  };
}

async function tryWeightDecays(
  features: EvaluationFeatures,
  { seed, onFit }: { readonly seed: number; readonly onFit: (done: number, total: number) => void },
): Promise<TriedWeightDecay[]> {
  const rows: TriedWeightDecay[] = [];
  const sets = validationFeatures(features, seed);
  if (!sets) return rows;
  const { classes } = features;
  try {
    await withTrainer(sets.train, classes, async (trainer) => {
      for (const weightDecay of weightDecays) {
        const { guesses } = await classify(trainer, sets.validation, weightDecay);
        rows.push({ weightDecay, validationTop1: shareWithin(guesses, 1) });
        // The last one is trained on all images.
        onFit(rows.length, weightDecays.length + 1);
      }
    });
  } finally {
    sets.dispose();
  }
  return rows;
}

async function withTrainer<Result>(
  train: LabeledFeatures,
  classes: number,
  work: (trainer: LinearProbeTrainer) => Promise<Result>,
): Promise<Result> {
  const trainer = await linearProbeTrainer(train, classes);
  try {
    return await work(trainer);
  } finally {
    trainer.dispose();
  }
}

async function classify(
  trainer: LinearProbeTrainer,
  queries: LabeledFeatures,
  weightDecay: number,
) {
  const { probe, ...training } = await trainer.train({ weightDecay });
  const logits = linearProbeLogits(probe, queries.features);
  try {
    return { guesses: await guessesOf(logits, queries.labels), ...training };
  } finally {
    logits.dispose();
    probe.dispose();
  }
}
