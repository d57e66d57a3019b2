import type { EpochMetrics } from '../metrics/metrics-table.js';

/** Below these an encoder maps all images to one feature. */
const COLLAPSED_SPREAD = 0.03;
const COLLAPSED_RANK = 1.1;

/** Warn when the loss stays within 1 % of the no-learning loss for this many epochs. */
const NO_LEARNING_SHARE = 0.99;
const NO_LEARNING_EPOCHS = 3;

/** Whether the encoder maps all images to nearly the same feature. */
export function isCollapsed({ featureSpread, effectiveRank }: EpochMetrics): boolean {
  return (
    (featureSpread ?? Infinity) < COLLAPSED_SPREAD || (effectiveRank ?? Infinity) < COLLAPSED_RANK
  );
}

/**
 * Warnings about the last epoch, and what to try, with the names of settings in braces for `fillNames` of
 * `@jssl/settings`. A run records the sentences without the braces.
 * @param epochs from the first on.
 * @example
 * ```ts
 * import { healthWarnings, readMetrics } from '@jssl/trainer';
 *
 * console.log(healthWarnings(readMetrics('runs/photos'))); // []
 * ```
 */
export function healthWarnings(epochs: readonly EpochMetrics[]): string[] {
  const last = epochs.at(-1);
  if (!last) return [];
  if (isCollapsed(last)) {
    return [
      `the encoder has collapsed: it maps every image to nearly the same feature (spread ${shown(last.featureSpread)}, effective rank ${shown(last.effectiveRank)}); try a lower {lr}, a higher {momentum} or another {seed}, and check that the images differ`,
    ];
  }
  const recent = epochs.slice(-NO_LEARNING_EPOCHS);
  if (recent.length === NO_LEARNING_EPOCHS && recent.every(hasLearnedNothing)) {
    return [
      `the run is not learning: for ${NO_LEARNING_EPOCHS} epochs the loss has stayed at ${shown(last.noLearningLoss)}, the loss of an encoder that cannot tell positive pairs from negatives; try a lower {temperature}, another {lr}, or larger crops ({cropScale} 0.3,1)`,
    ];
  }
  return [];
}

/** Random vectors in a queue are easy negatives, so the loss means little before the queue is full. */
function hasLearnedNothing({ trainLoss, noLearningLoss, queueFill = 1 }: EpochMetrics): boolean {
  return (
    noLearningLoss !== undefined &&
    queueFill === 1 &&
    trainLoss >= NO_LEARNING_SHARE * noLearningLoss
  );
}

function shown(value: number | undefined): string {
  return value === undefined ? 'unknown' : value.toFixed(3);
}
