import type { Dataset } from '@jssl/data';
import { printable } from '@jssl/settings';
import {
  formatLoss,
  formatPercentage,
  formatShare,
  type EpochMetrics,
  type StepProgress,
  type TrainConfig,
} from '@jssl/trainer';
import type { StartedTraining } from '@jssl/workflows';

import { countSkipped } from '../../process/working.js';
import { duration } from '../../terminal/progress.js';
import type { Screen } from '../../terminal/screen.js';
import { someNames } from '../../terminal/some-names.js';
import { sparkline } from '../../terminal/sparkline.js';
import { wrapParts } from '../../terminal/wrap-parts.js';

/** Epochs in the curve at the end of a line. */
const CURVE_WIDTH = 16;
/** Indentation of every line of an epoch except the first. */
const INDENT = '  ';

/** The images of a training run. */
export function describeData(data: Dataset): string {
  const { name, train, test, testOrigin, classes, height, width, channels } = data;
  const leftOut = countSkipped(data.skipped);
  return (
    `${name}: ${train.length} training images ${height}x${width}x${channels}` +
    (test ? `, ${test.length} test images (${testOrigin ?? 'test'})` : '') +
    (leftOut > 0 ? `, ${leftOut} skipped` : '') +
    (classes
      ? `, ${classes.length} class${classes.length === 1 ? '' : 'es'}: ${someNames(classes)}`
      : ', no classes: no kNN')
  );
}

/** A reference for accuracies if classes are unbalanced. */
export function describeBalance({
  class: name,
  top1,
}: NonNullable<StartedTraining['mostFrequent']>): string {
  return `classes are unbalanced: always guessing ${printable(name)} is right for ${formatShare(top1)} of the test images`;
}

/** How long a training run will take. */
export function describeTime({ epochs }: Pick<TrainConfig, 'epochs'>, seconds: number): string {
  const all = `${epochs} epoch${epochs === 1 ? '' : 's'}`;
  return `${all} will take about ${duration(seconds)} at the measured speed of this machine`;
}

/** The parts of a step's progress line, most important first. */
export function describeStep(progress: StepProgress): string[] {
  return [
    `epoch ${progress.epoch}/${progress.epochs}`,
    `loss ${formatLoss(progress.loss)}`,
    `${duration(progress.secondsLeft)} left`,
    `step ${progress.step}/${progress.steps}`,
    `${progress.imagesPerSecond.toFixed(0)} images/s`,
    `data ${(progress.dataWaitShare * 100).toFixed(0)} %`,
  ];
}

/**
 * The lines of an epoch: its numbers, and below them the health of the encoder.
 * @param run.losses of all epochs so far, drawn on a terminal.
 */
export function describeEpoch(
  metrics: EpochMetrics,
  { epochs, losses }: { readonly epochs: number; readonly losses: readonly number[] },
  { columns, paint }: Screen,
): string[] {
  const accuracy = (name: string, top1: number | undefined, balanced: number | undefined) => {
    if (top1 === undefined) return [];
    // Equal, up to rounding, if all classes have the same number of images.
    const differs = balanced !== undefined && Math.abs(top1 - balanced) > 1e-9;
    const inBrackets = differs ? ` (balanced ${formatPercentage(balanced)})` : '';
    return [paint('green', `kNN ${name} ${formatPercentage(top1)}${inBrackets}`)];
  };
  const numbers = [
    paint('bold', `epoch ${String(metrics.epoch).padStart(String(epochs).length)}/${epochs}`),
    `loss ${formatLoss(metrics.trainLoss)}` +
      (metrics.noLearningLoss === undefined ? '' : ` of ${formatLoss(metrics.noLearningLoss)}`),
    ...accuracy('validation', metrics.validationTop1, metrics.validationBalanced),
    ...accuracy('test', metrics.testTop1, metrics.testBalanced),
    ...(metrics.k === undefined ? [] : [`k ${metrics.k}`]),
    `${metrics.imagesPerSecond.toFixed(0)} images/s`,
    duration(metrics.durationSeconds),
    `data ${(metrics.dataWaitShare * 100).toFixed(0)} %`,
    ...(columns < Infinity && losses.length > 1
      ? [paint('cyan', sparkline(losses.slice(-CURVE_WIDTH), CURVE_WIDTH))]
      : []),
  ];
  const [first, ...others] = healthOf(metrics);
  const health = first === undefined ? [] : wrapParts([INDENT + first, ...others], columns, INDENT);
  return [...wrapParts(numbers, columns, INDENT), ...health.map((line) => paint('dim', line))];
}

/** Health without labels: similarities of positive pairs and negatives, `J 0.83:0.21`, … */
function healthOf(metrics: EpochMetrics): string[] {
  const shown = (name: string, value: number | undefined, digits = 2) =>
    value === undefined ? [] : [`${name} ${value.toFixed(digits)}`];
  const similarity = (
    name: string,
    positives: number | undefined,
    negatives: number | undefined,
  ) =>
    positives === undefined || negatives === undefined
      ? []
      : [`${name} ${positives.toFixed(2)}:${negatives.toFixed(2)}`];
  const { queueFill } = metrics;
  return [
    ...similarity('J', metrics.positiveJaccard, metrics.negativeJaccard),
    ...similarity('p', metrics.positiveCosineP, metrics.negativeCosineP),
    ...similarity('n', metrics.positiveCosineN, metrics.negativeCosineN),
    ...shown('spread', metrics.featureSpread),
    ...shown('rank', metrics.effectiveRank, 1),
    ...shown('gradient', metrics.gradientNorm),
    // Only interesting until the queue is full.
    ...(queueFill !== undefined && queueFill < 1
      ? [`queue ${(100 * queueFill).toFixed(0)} %`]
      : []),
  ];
}
