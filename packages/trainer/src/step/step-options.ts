import { randomStream } from '@jssl/features/browser';
import { learningRateAt } from '@jssl/optimizers';

import type { TrainConfig } from '../settings/train-settings.js';
import type { StepOptions } from './learner.js';

/** Health is measured only at every tenth step, because it takes a few milliseconds. */
const MEASURED_STEPS = 10;

/** A step of a run. */
export interface StepPlace {
  /** From 1. */
  readonly epoch: number;
  /** Within the epoch, from 0. */
  readonly index: number;
  /** Steps of an epoch. */
  readonly steps: number;
}

/** The options of a step: they depend only on the settings and on which one it is. */
export function stepOptionsAt(
  config: TrainConfig,
  { epoch, index, steps }: StepPlace,
): StepOptions {
  return {
    learningRate: learningRateAt(config, (epoch - 1) * steps + index, steps),
    random: randomStream(config.seed, 'step', epoch, index),
    measure: index % MEASURED_STEPS === 0,
    measureRank: index === steps - 1,
  };
}
