import { checkSettings, whole } from '@jssl/settings';

import { checkTrainConfig } from '../settings/check-train-config.js';
import { methodTraits, type MethodTraits } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { encoderConfig } from '../step/encoder-config.js';
import { encoderCost } from './encoder-cost.js';

/** The images to train on. */
export interface PlannedImages {
  /** The number of images. */
  readonly count: number;
  /** Side of a view in pixels. */
  readonly side: number;
  /** C */
  readonly channels: number;
}

/** The cost of a training run, computed without running it. */
export interface TrainingPlan {
  readonly parameters: number;
  /** Forward, of one image. */
  readonly multiplyAdds: number;
  /**
   * Floating-point operations per training image, two for each multiply-add. A learned view takes one forward
   * pass and a backward pass of twice its cost; a key takes only the forward pass.
   */
  readonly operationsPerImage: number;
  readonly operationsPerEpoch: number;
  readonly stepsPerEpoch: number;
  /** Weights, gradients, the optimizer's moments, key encoder and queues. */
  readonly stateBytes: number;
  /** Views and feature maps of one image, kept for the gradient. */
  readonly bytesPerImage: number;
  /** All of the above plus the similarities, for a batch, or with `accumulate` for one part of it. */
  readonly bytes: number;
}

const imageSettings = {
  count: whole({
    ...{ initial: 100_000, least: 2, required: 'a whole number, at least 2' },
    help: 'training images',
  }),
  side: whole({
    ...{ initial: 64, least: 1, required: 'a whole number of pixels, at least 1' },
    help: 'side of a view',
  }),
  channels: whole({
    ...{ initial: 3, least: 1, required: 'a whole number, at least 1' },
    help: 'channels of an image',
  }),
};

const FLOAT_BYTES = 4;

/**
 * Operations and memory of a training run. Memory does not include the runtime and the workspace of
 * convolutions, which take a few hundred megabytes on a CPU and one or two gigabytes on a GPU.
 * @param config `auto` as its `precision` counts as float32.
 * @param traits of a method of your own.
 * @throws SettingError for invalid settings.
 * @example
 * ```ts
 * import { defaultTrainConfig, planTraining } from '@jssl/trainer';
 *
 * const plan = planTraining(defaultTrainConfig, { count: 100_000, side: 64, channels: 3 });
 * console.log(plan.parameters, plan.stepsPerEpoch); // 25730880 390
 * console.log(`${(plan.operationsPerImage / 1e9).toFixed(1)} GFLOP an image`); // 41.5 GFLOP an image
 * ```
 */
export function planTraining(
  config: TrainConfig,
  images: PlannedImages,
  traits: MethodTraits = methodTraits(config.method),
): TrainingPlan {
  checkTrainConfig(config, traits);
  checkSettings(imageSettings, images);
  const { count, side, channels } = images;
  const { batchSize, accumulate, m, featureDim, optimizer } = config;
  const cost = encoderCost(encoderConfig(config, channels), side);
  const { queue, keyEncoder, symmetric } = traits;
  // Keys have no gradient.
  const learned = symmetric || config.symmetric ? 2 : 1;
  const keys = keyEncoder ? learned : 0;
  const operationsPerImage = 2 * cost.multiplyAdds * (3 * learned + keys);
  const stepsPerEpoch = Math.floor(count / batchSize);
  const moments = optimizer === 'adam' || optimizer === 'adamw' ? 2 : 1;
  const copies = 2 + moments + (keyEncoder ? 1 : 0);
  const stateBytes = FLOAT_BYTES * (copies * cost.parameters + (queue ? 2 * m * featureDim : 0));
  const mapBytes = config.precision === 'bf16' ? 2 : FLOAT_BYTES;
  const bytesPerImage =
    FLOAT_BYTES * 2 * side ** 2 * channels + mapBytes * learned * cost.mapValues;
  const part = batchSize / accumulate;
  // Cosines of both heads, J, and their gradients.
  const similarities = queue ? part * (m + 1) * learned : (2 * part) ** 2;
  return {
    ...{ parameters: cost.parameters, multiplyAdds: cost.multiplyAdds, operationsPerImage },
    operationsPerEpoch: operationsPerImage * stepsPerEpoch * batchSize,
    ...{ stepsPerEpoch, stateBytes, bytesPerImage },
    bytes: stateBytes + part * bytesPerImage + 6 * FLOAT_BYTES * similarities,
  };
}

/**
 * The largest batch that fits into `bytes` of memory; 0 when not even the state does.
 * @example
 * ```ts
 * import { defaultTrainConfig, largestBatch, planTraining } from '@jssl/trainer';
 *
 * const plan = planTraining(defaultTrainConfig, { count: 100_000, side: 64, channels: 3 });
 * console.log(largestBatch(plan, 64e9)); // 457
 * ```
 */
export function largestBatch({ stateBytes, bytesPerImage }: TrainingPlan, bytes: number): number {
  return Math.max(0, Math.floor((bytes - stateBytes) / bytesPerImage));
}
