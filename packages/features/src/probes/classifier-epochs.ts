import { type ImageSet, selectImages } from '@jssl/data';
import {
  classificationReport,
  selectionMargin,
  type ClassificationReport,
  type Guesses,
} from '@jssl/eval';

import { stratifiedSplit } from '../batches/image-subset.js';
import { randomStream } from '../batches/random-streams.js';
import {
  labeledImages,
  VALIDATION_SHARE,
  type EvaluatedData,
  type LabeledImages,
} from '../embed/evaluation-features.js';
import type { AugmentedLinearSettings } from '../settings/classifier-settings.js';

/** The results of an epoch. */
export interface ClassifierEpoch {
  readonly epoch: number;
  /** Mean loss over its steps. */
  readonly loss: number;
  /** Accuracy on the validation images, if there are any. */
  readonly validationTop1: number | undefined;
}

/** An epoch with the accuracy of its classifier on the test images. */
export type EpochReport = ClassifierEpoch & ClassificationReport;

/**
 * The last epoch, and the best if there are validation images: the latest whose accuracy on them is within
 * `selectionMargin` of `@jssl/eval` of the highest. So a few lucky validation images do not make an early
 * epoch the best. Its validation accuracy is optimistic, because it was used to pick the epoch.
 */
export interface ClassifierReport {
  readonly last: EpochReport;
  readonly best: EpochReport | undefined;
}

/** An epoch with its guesses for the test images. */
export type TestedEpoch = ClassifierEpoch & { readonly test: Guesses };

/**
 * Decides after each epoch whether it is the best so far.
 * @param images number of validation images; undefined if there are none.
 */
export function createEpochPicker(images: number | undefined) {
  let highest = -Infinity;
  return (epoch: ClassifierEpoch): boolean => {
    const { validationTop1 } = epoch;
    if (validationTop1 === undefined || images === undefined) return false;
    highest = Math.max(highest, validationTop1);
    return validationTop1 >= highest - selectionMargin(images);
  };
}

/** The accuracies of the last and the best epoch. */
export function reportEpochs(
  { last, best }: { readonly last: TestedEpoch; readonly best: TestedEpoch | undefined },
  { labels }: LabeledImages,
  { classes, seed }: { readonly classes: number; readonly seed: number },
): ClassifierReport {
  const report = ({ test, ...epoch }: TestedEpoch): EpochReport => ({
    ...epoch,
    ...classificationReport(test, labels, { classes, random: randomStream(seed, 'bootstrap') }),
  });
  return { last: report(last), best: best && report(best) };
}

/**
 * The images to train a classifier on, to pick its best epoch by (the data set's own validation images, or a
 * stratified tenth of the training images), and to test it on.
 * @throws InputError like {@link labeledImages}.
 */
export function imagesToClassify(
  data: EvaluatedData,
  train: ImageSet,
  { validation: wanted, seed }: Pick<AugmentedLinearSettings, 'validation' | 'seed'>,
): Omit<ReturnType<typeof labeledImages>, 'validation'> & {
  readonly validation: LabeledImages | undefined;
} {
  const { validation, ...sets } = labeledImages(data, train);
  if (!wanted || validation) return { ...sets, validation: wanted ? validation : undefined };
  const { labels } = sets.train;
  const split = stratifiedSplit(labels, VALIDATION_SHARE, { seed, groups: sets.train.groups });
  if (split.validation.length === 0) return { ...sets, validation: undefined };
  const some = (indices: Int32Array): LabeledImages => ({
    images: selectImages(train, indices),
    labels: indices.map((index) => labels[index] ?? 0),
  });
  return { ...sets, train: some(split.bank), validation: some(split.validation) };
}
