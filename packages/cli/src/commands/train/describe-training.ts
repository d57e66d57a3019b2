import type { Dataset } from '@jssl/data';
import type { EpochMetrics, StepProgress, TrainConfig } from '@jssl/trainer';

import { countSkipped } from '../../process/working.js';
import { duration } from '../../terminal/progress.js';
import type { Screen } from '../../terminal/screen.js';
import { someNames } from '../../terminal/some-names.js';
import { sparkline } from '../../terminal/sparkline.js';
import { wrapParts } from '../../terminal/wrap-parts.js';

/** Epochs in the curve at the end of a line. */
const CURVE_WIDTH = 16;
/** Before every line of an epoch but the first. */
const INDENT = '  ';

/** The images of a training. */
export function describeData(data: Dataset): string {
  const { name, train, test, testOrigin, classes, height, width, channels } = data;
  const leftOut = countSkipped(data.skipped);
  return (
    `${name}: ${train.length} training images ${height}x${width}x${channels}` +
    (test ? `, ${test.length} test images (${testOrigin ?? 'test'})` : '') +
    (leftOut > 0 ? `, ${leftOut} left out` : '') +
    (classes
      ? `, ${classes.length} class${classes.length === 1 ? '' : 'es'}: ${someNames(classes)}`
      : ', no classes: no kNN')
  );
}

/** The parts of a step's progress line, most important first. */
export function describeStep(progress: StepProgress): string[] {
  return [
    `epoch ${progress.epoch}/${progress.epochs}`,
    `loss ${progress.loss.toFixed(4)}`,
    `${duration(progress.secondsLeft)} left`,
    `step ${progress.step}/${progress.steps}`,
    `${progress.imagesPerSecond.toFixed(0)} images/s`,
    `data ${(progress.dataWaitShare * 100).toFixed(0)} %`,
  ];
}

/**
 * The lines of an epoch: its numbers, and below them the health of the encoder.
 * @param losses of all epochs so far, drawn on a terminal.
 */
export function describeEpoch(
  metrics: EpochMetrics,
  { epochs }: Pick<TrainConfig, 'epochs'>,
  losses: readonly number[],
  { columns, paint }: Screen,
): string[] {
  const accuracy = (name: string, top1: number | undefined) =>
    top1 === undefined ? [] : [paint('green', `kNN ${name} ${top1.toFixed(2)} %`)];
  const numbers = [
    paint('bold', `epoch ${String(metrics.epoch).padStart(String(epochs).length)}/${epochs}`),
    `loss ${metrics.trainLoss.toFixed(4)}` +
      (metrics.noLearningLoss === undefined ? '' : ` of ${metrics.noLearningLoss.toFixed(4)}`),
    ...accuracy('validation', metrics.validationTop1),
    ...accuracy('test', metrics.testTop1),
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
