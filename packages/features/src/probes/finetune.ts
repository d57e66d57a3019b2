import { shareWithin, type Guesses } from '@jssl/eval';
import type { Encoder } from '@jssl/resnet';
import { completeSettings, InputError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs-core';

import { randomStream } from '../batches/random-streams.js';
import { epochBatches, randomViews, readImages } from '../batches/view-batches.js';
import { embedImages } from '../embed/embed-images.js';
import type {
  EvaluatedData,
  EvaluationOptions,
  LabeledImages,
} from '../embed/evaluation-features.js';
import { finetuneSettings, type FinetuneSettings } from '../settings/classifier-settings.js';
import { TrainingError } from '../settings/training-error.js';
import {
  createEpochPicker,
  imagesToClassify,
  reportEpochs,
  type ClassifierEpoch,
  type ClassifierReport,
  type TestedEpoch,
} from './classifier-epochs.js';
import { createFineTunedClassifier, type KeptClassifier } from './fine-tuned-classifier.js';

/** Progress within an epoch. */
export interface FinetuneStep {
  readonly epoch: number;
  /** Steps done in this epoch. */
  readonly step: number;
  /** Steps per epoch. */
  readonly steps: number;
  /** Mean loss of this epoch so far. */
  readonly loss: number;
}

/** Options of {@link finetune}. */
export interface FinetuneOptions extends EvaluationOptions {
  readonly settings?: Partial<FinetuneSettings>;
  readonly onStep?: (step: FinetuneStep) => void;
  readonly onEpoch?: (epoch: ClassifierEpoch) => void;
}

/** The accuracies, and the encoder after the last epoch, which the caller disposes. */
export interface FinetuneResult extends ClassifierReport {
  readonly encoder: Encoder;
}

/**
 * Fine-tuning: trains a copy of the encoder together with a linear layer on its feature [N, F], on augmented
 * images, with Adam and batch norm in training mode. Evaluates on the validation images after each epoch; at
 * the end the last and the best epoch are evaluated on the test images. The encoder's heads are
 * not used and keep their parameters.
 * @param encoder borrowed, not changed.
 * @throws SettingError for invalid settings, InputError when there are no labels or no test images.
 * @throws TrainingError when the loss is no longer finite.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { finetune, loadEncoder } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { encoder, views } = loadEncoder('runs/photos');
 * const settings = { epochs: 1, batchSize: 4 };
 * const tuned = await finetune(encoder, photos, { views, settings });
 * console.log(tuned.last.epoch, tuned.last.confusion.length); // 1 2
 * tuned.encoder.dispose();
 * ```
 */
export async function finetune(
  encoder: Encoder,
  data: EvaluatedData,
  { train = data.train, views, settings: given = {}, signal, onStep, onEpoch }: FinetuneOptions,
): Promise<FinetuneResult> {
  const settings = completeSettings(finetuneSettings, given);
  const { epochs, seed } = settings;
  const { classes, test, validation, ...images } = imagesToClassify(data, train, settings);
  const { images: set, labels } = images.train;
  const batchSize = Math.min(settings.batchSize, set.length);
  if (set.length < 2) {
    throw new InputError(
      `fine-tuning needs at least 2 training images, since batch norm needs a variance, got ${set.length}; use more images or a larger fraction of the labels`,
    );
  }
  const classifier = createFineTunedClassifier(encoder, classes, settings);
  const guess = (
    { images: set, labels }: LabeledImages,
    by: Pick<KeptClassifier, 'guess'> = classifier,
  ): Promise<Guesses> =>
    by.guess(labels, (extract) => embedImages(extract, set, { data, views, signal }));
  const isBest = createEpochPicker(validation?.labels.length);
  const trainOn = async (indices: Int32Array, epoch: number): Promise<number> => {
    const batch = tf.tidy(() =>
      randomViews(readImages(set, data, indices), views, (row) =>
        randomStream(seed, 'views', epoch, indices[row] ?? 0),
      ),
    );
    try {
      return await classifier.step({ views: batch, labels: indices.map((at) => labels[at] ?? 0) });
    } finally {
      batch.dispose();
    }
  };
  // The best epoch so far, if it is not the last.
  let kept: { readonly epoch: ClassifierEpoch; readonly classifier: KeptClassifier } | undefined;
  try {
    for (let epoch = 1; ; epoch++) {
      const batches = epochBatches(set.length, batchSize, { seed, epoch });
      let sum = 0;
      for (const [index, indices] of batches.entries()) {
        signal?.throwIfAborted();
        sum += await trainOn(indices, epoch);
        const [step, steps] = [index + 1, batches.length];
        if (!Number.isFinite(sum)) {
          throw new TrainingError(
            `the loss of the fine-tuning became ${sum} at step ${step} of epoch ${epoch}`,
            { remedy: 'try a lower {lr}' },
          );
        }
        onStep?.({ epoch, step, steps, loss: sum / step });
        // Let signals and timers run.
        await new Promise(setImmediate);
      }
      const result = {
        epoch,
        loss: sum / batches.length,
        validationTop1: validation && shareWithin(await guess(validation), 1),
      };
      onEpoch?.(result);
      if (isBest(result)) {
        kept?.classifier.dispose();
        kept = epoch < epochs ? { epoch: result, classifier: classifier.keep() } : undefined;
      }
      if (epoch < epochs) continue;
      const tested: TestedEpoch = { ...result, test: await guess(test) };
      const best = kept
        ? { ...kept.epoch, test: await guess(test, kept.classifier) }
        : validation && tested;
      const reports = reportEpochs({ last: tested, best }, test, { classes, seed });
      return { ...reports, encoder: classifier.release() };
    }
  } finally {
    kept?.classifier.dispose();
    classifier.dispose();
  }
}
