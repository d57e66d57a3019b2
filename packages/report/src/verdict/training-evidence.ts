import { selectionMargin } from '@jssl/eval';
import { printable } from '@jssl/settings';
import type { RunSummary } from '@jssl/trainer';

import { warningTemplates } from '../page/warnings-with-flags.js';
import type { Remedy } from './verdict.js';

/** What the training curves suggest would improve the encoder. */
export interface TrainingEvidence {
  /** Epochs done, and epochs planned. */
  readonly done: number;
  readonly planned: number;
  /** How many images it was trained on. */
  readonly images: number;
  /** The last warning about the run's health in its last epoch, with settings in braces. */
  readonly warning?: string | undefined;
  /** kNN accuracy on validation images in the epochs that were evaluated, shares in [0, 1]. */
  readonly accuracies: readonly number[];
  /** How many images each of them was measured on; undefined if not recorded. */
  readonly accuracyImages?: number | undefined;
  /** Loss of each epoch as a share of the loss of an encoder that learns nothing, if recorded. */
  readonly losses: readonly number[];
}

/** What would help most, and why. */
export interface TrainingAdvice {
  readonly remedy: Extract<Remedy, 'epochs' | 'images' | 'setting'>;
  readonly text: string;
}

/** The loss falls if it loses this share of its whole fall in the last quarter of the epochs. */
const FALLING = 0.05;
/** Below this share of the no-learning loss, the encoder tells nearly all its images apart. */
const SOLVED = 0.5;
/** Fewer epochs show no trend. */
const LEAST_EPOCHS = 4;

/**
 * Reads the evidence from a run folder.
 * @param images how many images it was trained on.
 * @example
 * ```ts
 * import { trainingEvidence } from '@jssl/report';
 * import { readRunSummary } from '@jssl/trainer';
 *
 * const { done, planned, losses } = trainingEvidence(readRunSummary('runs/photos'), 64);
 * console.log(done, planned, losses.length); // 1 1 1
 * ```
 */
export function trainingEvidence(
  { config, metrics }: Pick<RunSummary, 'config' | 'metrics'>,
  images: number,
): TrainingEvidence {
  const validated = metrics.flatMap(({ validationTop1 }) =>
    validationTop1 === undefined ? [] : [validationTop1 / 100],
  );
  return {
    ...{ done: metrics.length, planned: config.epochs, images },
    warning: warningTemplates(metrics, metrics.length - 1).at(-1),
    accuracies: validated,
    accuracyImages: metrics.at(-1)?.validationImages,
    losses: metrics.flatMap(({ trainLoss, noLearningLoss }) =>
      noLearningLoss === undefined ? [] : [trainLoss / noLearningLoss],
    ),
  };
}

/**
 * Advice on what would improve the encoder most, with the evidence for it. Undefined if nothing was recorded.
 * @example
 * ```ts
 * import { adviceOf } from '@jssl/report';
 *
 * const falling = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2];
 * const evidence = { done: 8, planned: 8, images: 600, accuracies: [], losses: falling };
 * console.log(adviceOf(evidence)?.remedy); // epochs
 * ```
 */
export function adviceOf(evidence: TrainingEvidence): TrainingAdvice | undefined {
  const { done, planned, warning, losses } = evidence;
  if (warning !== undefined) {
    const said = printable(warning);
    const [what = ''] = said.split(/[;:]/);
    const remedy = said.includes(';') ? `, so${said.slice(said.lastIndexOf(';') + 1)}` : '';
    return { remedy: 'setting', text: `another setting would help most: ${what}${remedy}` };
  }
  if (done < planned) {
    const text = `more epochs would help most: the run has completed ${done} of ${planned}, so resume it`;
    return { remedy: 'epochs', text };
  }
  if (done < LEAST_EPOCHS) {
    const text = `more {epochs} would help most: the run ended after ${done}`;
    return done > 0 ? { remedy: 'epochs', text } : undefined;
  }
  return trendAdvice(evidence, losses);
}

/** Advice from the last quarter of the epochs. */
function trendAdvice(
  evidence: TrainingEvidence,
  losses: readonly number[],
): TrainingAdvice | undefined {
  const { accuracies, accuracyImages, images } = evidence;
  const margin = accuracyImages === undefined ? Infinity : selectionMargin(accuracyImages);
  const accuracy = trend(accuracies);
  const highest = Math.max(...accuracies);
  const points = (share: number) => (100 * share).toFixed(2);
  if (accuracy && highest - accuracy.last > margin) {
    const text = `another setting would help most: accuracy on validation images ended ${points(highest - accuracy.last)} points below its highest, so use the best {weights} or fewer {epochs}`;
    return { remedy: 'setting', text };
  }
  if (accuracy && accuracy.rise > margin) {
    const text = `more {epochs} would help most: accuracy on validation images still rose by ${points(accuracy.rise)} points in the last quarter of the run`;
    return { remedy: 'epochs', text };
  }
  const loss = trend(losses);
  if (!loss) return undefined;
  const fall = Math.max(...losses) - loss.last;
  if (fall > 0 && -loss.rise > FALLING * fall) {
    const share = ((100 * -loss.rise) / fall).toFixed(0);
    const text = `more {epochs} would probably help most: ${share} % of the total decrease of the loss came in the last quarter of the run`;
    return { remedy: 'epochs', text };
  }
  if (loss.last < SOLVED) {
    const text = `more images would probably help most: the loss no longer falls, and at ${(100 * loss.last).toFixed(0)} % of the loss without learning the encoder already tells most of its ${images} images apart`;
    return { remedy: 'images', text };
  }
  const text = `another setting would probably help most: the loss no longer falls, at ${(100 * loss.last).toFixed(0)} % of the loss without learning, so try a lower {temperature} or a larger {width}`;
  return { remedy: 'setting', text };
}

/** The last value, and its difference to the value before the last quarter. */
function trend(values: readonly number[]): { last: number; rise: number } | undefined {
  if (values.length < LEAST_EPOCHS) return undefined;
  const last = values.at(-1) ?? NaN;
  const before = values[values.length - 1 - Math.ceil(values.length / 4)] ?? NaN;
  return { last, rise: last - before };
}
