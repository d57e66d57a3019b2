import type { EpochMetrics } from '../metrics/metrics-table.js';

/** Below these an encoder gives one and the same feature for all images. */
const COLLAPSED_SPREAD = 0.03;
const COLLAPSED_RANK = 1.1;

/** A loss within 1 % of that of no learning, for so many epochs, is not a beginning any more. */
const NO_LEARNING_SHARE = 0.99;
const NO_LEARNING_EPOCHS = 3;

/** Whether the encoder gives about the same feature for all images. */
export function isCollapsed({ featureSpread, effectiveRank }: EpochMetrics): boolean {
  return (
    (featureSpread ?? Infinity) < COLLAPSED_SPREAD || (effectiveRank ?? Infinity) < COLLAPSED_RANK
  );
}

/** Sentences on what is wrong with the last of the epochs, and what to try. */
export function healthWarnings(epochs: readonly EpochMetrics[]): string[] {
  const last = epochs.at(-1);
  if (!last) return [];
  if (isCollapsed(last)) {
    return [
      `the encoder has collapsed: it gives nearly the same feature for every image (spread ${shown(last.featureSpread)}, effective rank ${shown(last.effectiveRank)}); try a lower --lr, a higher --momentum or another --seed, and see that the images differ (jssl data check)`,
    ];
  }
  const recent = epochs.slice(-NO_LEARNING_EPOCHS);
  if (recent.length === NO_LEARNING_EPOCHS && recent.every(hasLearnedNothing)) {
    return [
      `the run is not learning: for ${NO_LEARNING_EPOCHS} epochs the loss has stayed at ${shown(last.noLearningLoss)}, which is that of an encoder that cannot tell a pair from strangers; try a lower --temperature, another --lr, or crops that leave more of the image (--crop-scale 0.3,1)`,
    ];
  }
  return [];
}

/** Random vectors in a queue are easily told from keys, so a loss says little before it is full. */
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
