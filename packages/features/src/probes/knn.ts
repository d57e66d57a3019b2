import {
  classificationReport,
  knnAccuracy,
  knnSweep,
  type ClassificationReport,
  type KnnSetting,
} from '@jssl/eval';
import { completeSettings } from '@jssl/settings';

import { randomStream } from '../batches/random-streams.js';
import {
  validationFeatures,
  type Accuracy,
  type EvaluationFeatures,
  type LabeledFeatures,
} from '../embed/evaluation-features.js';
import {
  checkBankSize,
  knnSettings,
  knnSweepSettings,
  neighborsOf,
  triedNeighbors,
  type KnnSettings,
  type KnnSweepSettings,
} from '../settings/knn-settings.js';

/**
 * Weighted kNN accuracy (arXiv 1805.01978): classifies the test images by their nearest training images.
 * @throws SettingError for invalid settings.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedForEvaluation, evaluateKnn, loadEncoder, pixelFeatures } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { views } = loadEncoder('runs/photos');
 * const features = await embedForEvaluation(pixelFeatures, photos, { views });
 * console.log(await evaluateKnn(features, { k: 5, temperature: 0.5 })); // { top1: 1, top5: 1, balanced: 1 }
 * ```
 */
export async function evaluateKnn(
  { train, test, classes }: EvaluationFeatures,
  settings: Partial<KnnSettings> = {},
): Promise<Accuracy> {
  const { k: given, temperature } = completeSettings(knnSettings, settings);
  const k = neighborsOf(given, train.labels);
  return knnAccuracy(knnInputs(train, test), { k, temperature, classes });
}

/**
 * The values of k that a sweep tries.
 * @param given several, `auto` for all `triedNeighbors` that fit, or undefined to derive it from the images.
 * @param labels classes of the training images [B].
 * @throws SettingError for one that exceeds the number of training images.
 * @example
 * ```ts
 * import { sweptNeighbors } from '@jssl/features';
 *
 * const labels = Int32Array.from({ length: 30 }, (_, image) => image % 3);
 * console.log(sweptNeighbors('auto', labels).join(' '), sweptNeighbors(undefined, labels).join(' ')); // 1 2 5 10 20 5
 * ```
 */
export function sweptNeighbors(
  given: KnnSweepSettings['k'],
  labels: Int32Array,
): readonly number[] {
  if (given === undefined) return [neighborsOf(given, labels)];
  if (given === 'auto') return triedNeighbors.filter((k) => k === 1 || k <= labels.length);
  for (const k of given) checkBankSize(k, labels.length);
  return given;
}

function knnInputs(bank: LabeledFeatures, queries: LabeledFeatures) {
  return {
    ...{ bank: bank.features, labels: bank.labels },
    ...{ queries: queries.features, targets: queries.labels },
  };
}

/** The accuracy at one setting. */
export interface SweptSetting extends KnnSetting {
  /** On validation images, if there are any. */
  readonly validation: Accuracy | undefined;
  readonly test: Accuracy;
}

/** Details at the setting that is best on the validation images, and the accuracy at all settings. */
export interface KnnReport extends KnnSetting, ClassificationReport {
  /** Accuracy on validation images at this setting, which may have been picked by it. */
  readonly validation: Accuracy | undefined;
  readonly sweep: readonly SweptSetting[];
}

/**
 * Weighted kNN accuracy at several settings, from a single search; classifies the test images by their
 * nearest training images. Reports details for the setting that is best on validation images (the first, if
 * several are equal). These are the data set's own, or a stratified tenth of the training images, with the
 * rest as the bank. If k exceeds the size of this smaller bank, the whole bank votes. If k is left out, it is
 * derived from the training images; with `auto`, all `triedNeighbors` that fit are tried.
 * @throws SettingError for invalid settings.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { embedForEvaluation, loadEncoder, pixelFeatures, reportKnn } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const { views } = loadEncoder('runs/photos');
 * const features = await embedForEvaluation(pixelFeatures, photos, { views });
 * const { k, top1, sweep } = await reportKnn(features, { k: [1, 5], temperature: [0.1, 0.5] });
 * console.log(k, top1, sweep.length); // 1 1 4
 * ```
 */
export async function reportKnn(
  features: EvaluationFeatures,
  settings: Partial<KnnSweepSettings> = {},
): Promise<KnnReport> {
  const { train, test, classes } = features;
  const { k, temperature: temperatures, seed } = completeSettings(knnSweepSettings, settings);
  const ks = sweptNeighbors(k, train.labels);
  const accuracies = (bank: LabeledFeatures, queries: LabeledFeatures) =>
    knnSweep(knnInputs(bank, queries), {
      ...{ ks: ks.map((k) => Math.min(k, bank.labels.length)), temperatures, classes },
    });
  const sets = validationFeatures(features, seed);
  const validated =
    sets &&
    (await accuracies(sets.train, sets.validation).finally(() => {
      sets.dispose();
    }));
  const tested = await accuracies(train, test);
  const accuracy = ({ top1, top5, balanced }: Accuracy): Accuracy => ({ top1, top5, balanced });
  const sweep = tested.map((row, at): SweptSetting => {
    const { k, temperature } = row;
    const own = validated?.[at];
    return { k, temperature, validation: own && accuracy(own), test: accuracy(row) };
  });
  const value = (at: number) => sweep[at]?.validation?.top1 ?? 0;
  const best = sweep.reduce((best, _, at) => (value(at) > value(best) ? at : best), 0);
  const [row, swept] = [tested[best], sweep[best]];
  if (!row || !swept) throw new Error('reportKnn: the sweep gave no row');
  const random = randomStream(seed, 'bootstrap');
  return {
    k: row.k,
    temperature: row.temperature,
    validation: swept.validation,
    ...classificationReport(row.guesses, test.labels, { classes, random }),
    sweep,
  };
}
