import type { Collectives } from '@jssl/distributed';
import { randomStream } from '@jssl/features/browser';
import type { Encoder } from '@jssl/resnet';

import type { MethodDefinition } from '../methods/method.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { createLearner, type Learner } from './learner.js';

/** What a learner of a run depends on besides its encoder and method. */
export interface LearnerOfRun {
  readonly config: TrainConfig;
  readonly precision: 'f32' | 'bf16';
  readonly job?: Collectives | undefined;
}

/** The learner of a run, with the random numbers of its seed. */
export function newLearner(
  encoder: Encoder,
  method: MethodDefinition,
  { config, precision, job }: LearnerOfRun,
): Learner {
  const random = randomStream(config.seed, 'queues');
  return createLearner(encoder, method, { settings: config, precision, random, job });
}
