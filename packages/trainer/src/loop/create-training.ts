import type { ViewOptions } from '@jssl/augment';
import type { ImageSet } from '@jssl/data/browser';
import { nextTurn, trainingBatches, viewPair, type ImageShape } from '@jssl/features/browser';
import * as tf from '@tensorflow/tfjs-core';

import { methodFor } from '../methods/method-for.js';
import {
  definitionOf,
  type MethodDefinition,
  type MethodFactory,
  type Views,
} from '../methods/method.js';
import { checkBatchAgainst } from '../settings/check-batch-against.js';
import { completeTrainConfig } from '../settings/check-train-config.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';
import { viewOptionsFor } from '../settings/view-options.js';
import { initialEncoder } from '../step/initial-encoder.js';
import type { Learner, StepResult } from '../step/learner.js';
import { newLearner } from '../step/new-learner.js';
import { stepOptionsAt } from '../step/step-options.js';

/** The images of a training run: a data set, or any object with these properties. */
export interface TrainingImages extends ImageShape {
  readonly train: ImageSet;
  /** Mean and deviation [C] of the pixels on a scale of 0 to 1: only images that are not in color need them. */
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
}

/** A step of a {@link Training}. */
export interface TrainedStep extends StepResult {
  /** From 1. */
  readonly epoch: number;
  /** Steps done in this epoch. */
  readonly step: number;
  /** Steps of an epoch. */
  readonly steps: number;
  readonly learningRate: number;
  /** The views [N, S, S, C] that it was computed from, normalized; borrowed until the next step is requested. */
  readonly views: Views;
}

/** A training in this process, without files. */
export interface Training {
  readonly learner: Learner;
  readonly config: TrainConfig;
  readonly views: ViewOptions;
  /**
   * The remaining steps. To stop, leave the loop; to continue, call it again. Between steps the event loop turns once.
   * A loss that is not finite is returned and changes nothing.
   */
  steps(): AsyncGenerator<TrainedStep, void, undefined>;
  dispose(): void;
}

/**
 * Trains an encoder in this process without reading or writing files, on any backend and in browsers. With the same
 * settings, images and backend, batches, views and losses are those of `train`.
 * @param settings that differ from the defaults; `limit` is not applied.
 * @param options.method if the settings name it `custom:NAME`.
 * @throws SettingError for invalid settings.
 * @example
 * ```ts
 * import { imagesInMemory } from '@jssl/data/browser';
 * import { createTraining } from '@jssl/trainer/learner';
 *
 * const shape = { height: 8, width: 8, channels: 3 };
 * const pixels = Uint8Array.from({ length: 4 * 192 }, (_, at) => (at * at) % 251); // four images
 * const train = imagesInMemory({ pixels, ...shape });
 * const settings = { method: 'simclr', arch: 'resnet18', width: 2, batchSize: 4, epochs: 2 } as const;
 * const training = createTraining({ train, ...shape }, settings);
 * const steps: string[] = [];
 * for await (const { epoch, step, losses } of training.steps()) {
 *   steps.push(`epoch ${epoch}, step ${step}, loss above 0: ${losses.loss > 0}`);
 * }
 * console.log(steps[1]); // epoch 2, step 1, loss above 0: true
 * training.dispose();
 * ```
 */
export function createTraining(
  data: TrainingImages,
  settings: Partial<TrainConfig>,
  { method: own }: { readonly method?: MethodFactory | MethodDefinition } = {},
): Training {
  const method = methodFor(settings.method ?? defaultTrainConfig.method, own);
  const config = completeTrainConfig(settings, definitionOf(method).traits);
  const { train, mean = [], std = [] } = data;
  checkBatchAgainst(config, train.length);
  const views = viewOptionsFor(config, { ...data, mean, std });
  const encoder = initialEncoder(config, data.channels);
  const learner = newLearner(encoder, method, { config, precision: 'f32' });
  const stepsOfEpoch = Math.floor(train.length / config.batchSize);
  let done = 0;

  async function* steps(): AsyncGenerator<TrainedStep, void, undefined> {
    while (done < config.epochs * stepsOfEpoch) {
      const epoch = Math.floor(done / stepsOfEpoch) + 1;
      const at = { seed: config.seed, epoch };
      const first = done % stepsOfEpoch;
      for (const batch of trainingBatches(train, { batchSize: config.batchSize, first, ...at })) {
        const pair = viewPair(batch, { data, views, ...at });
        try {
          const place = { epoch, index: done % stepsOfEpoch, steps: stepsOfEpoch };
          const options = stepOptionsAt(config, place);
          const result = await learner.stepAsync(pair, options);
          done++;
          const { learningRate } = options;
          yield { ...result, ...place, step: place.index + 1, learningRate, views: pair };
        } finally {
          tf.dispose(pair);
        }
        await nextTurn();
      }
    }
  }

  return {
    ...{ learner, config, views, steps },
    dispose: () => {
      learner.dispose();
    },
  };
}
