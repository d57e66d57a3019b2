import { fitsMemory } from '../plan/check-memory.js';
import { isCustomMethod } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { measuredSpeed, operationsPerImage, type SpeedInputs } from './measured-speed.js';

/** Fewer operations in all take about a minute even on two slow cores, and are not measured. */
const LEAST_OPERATIONS = 6e12;
/** A training image takes two forward and two backward passes, each of these twice as long; an embedding takes one. */
const EMBEDDINGS_PER_IMAGE = 6;

/** What the time of a training depends on besides its settings. */
export interface EstimatedWork extends SpeedInputs {
  /** Images that an evaluation embeds, those of training included; 0 if there is none. */
  readonly evaluated: number;
}

/**
 * Estimates the time of a training run, evaluations included, from a few measured steps.
 * @returns seconds; undefined where nothing is measured: for short runs, those that don't fit into memory, and methods of
 * your own.
 * @example
 * ```ts
 * import { defaultTrainConfig, estimateSeconds } from '@jssl/trainer';
 *
 * const images = { count: 2560, side: 64, channels: 3 };
 * const work = { images, ranks: 1, evaluated: 0, measure: () => 100 };
 * const config = { ...defaultTrainConfig, arch: 'resnet18', m: 1024, batchSize: 64, epochs: 10 } as const;
 * console.log(estimateSeconds(config, work)); // 256
 * ```
 */
export function estimateSeconds(config: TrainConfig, work: EstimatedWork): number | undefined {
  if (isCustomMethod(config.method)) return undefined;
  const { images, evaluated } = work;
  const { epochs, batchSize, evalEvery, limit } = config;
  const count = Math.min(images.count, limit ?? Infinity);
  const seen = epochs * Math.floor(count / batchSize) * batchSize;
  if (seen * operationsPerImage(config, { ...images, count }) < LEAST_OPERATIONS) return undefined;
  // The training says what would fit.
  if (!fitsMemory(config, work)) return undefined;
  const embedded = evalEvery > 0 ? Math.ceil(epochs / evalEvery) * evaluated : 0;
  return (seen + embedded / EMBEDDINGS_PER_IMAGE) / measuredSpeed(config, work);
}
