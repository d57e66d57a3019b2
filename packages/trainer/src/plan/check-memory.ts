import { totalmem } from 'node:os';

import { SettingError } from '@jssl/settings';

import type { MethodTraits } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { planTraining, type PlannedImages } from './plan-training.js';

const gibibytes = (bytes: number) => `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;

/**
 * Checks that the encoders, the optimizer's state and the queues fit into memory, before they are made.
 * @param memoryBytes of the machine.
 * @throws SettingError for `m` if they fit with a short queue, else for `width`.
 */
export function checkMemory(
  config: TrainConfig,
  { images, traits }: { readonly images: PlannedImages; readonly traits: MethodTraits },
  memoryBytes = totalmem(),
): void {
  const { stateBytes } = planTraining(config, images, traits);
  if (stateBytes <= memoryBytes) return;
  const withoutQueue = planTraining(
    { ...config, m: 2 * config.batchSize },
    images,
    traits,
  ).stateBytes;
  const setting = withoutQueue <= memoryBytes ? 'm' : 'width';
  throw new SettingError({
    setting,
    required: `small enough for the state of the training to fit into memory (${gibibytes(memoryBytes)})`,
    got: config[setting],
    gotText: `${config[setting]}, which takes ${gibibytes(stateBytes)}`,
    remedy: `lower {${setting}}`,
  });
}
