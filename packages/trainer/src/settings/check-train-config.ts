import { checkSettings, completeSettings, SettingError } from '@jssl/settings';

import { leastGroup } from './least-group.js';
import { isCustomMethod, methodTraits, type MethodTraits } from './method-traits.js';
import { trainSettings, type TrainConfig } from './train-settings.js';

/**
 * Checks everything about the settings that can be checked without the data.
 * @param config may come from a file.
 * @param traits of a method of your own; without them no rule of a method is checked for it.
 * @throws SettingError for the first setting that is invalid, alone or together with others.
 * @example
 * ```ts
 * import { checkTrainConfig, defaultTrainConfig } from '@jssl/trainer';
 *
 * checkTrainConfig(defaultTrainConfig);
 * try {
 *   checkTrainConfig({ ...defaultTrainConfig, temperature: 0 });
 * } catch (error) {
 *   console.log((error as Error).message); // temperature must be a number above 0, got 0
 * }
 * ```
 */
export function checkTrainConfig(config: TrainConfig, traits?: MethodTraits): void {
  checkSettings(trainSettings, config);
  checkTogether(config, traits);
}

/**
 * Completes settings with their defaults and checks them.
 * @throws SettingError also for a name that is no setting.
 */
export function completeTrainConfig(
  settings: Partial<TrainConfig>,
  traits?: MethodTraits,
): TrainConfig {
  const config = completeSettings(trainSettings, settings);
  checkTogether(config, traits);
  return config;
}

function checkTogether(config: TrainConfig, ofCustom: MethodTraits | undefined): void {
  const traits = isCustomMethod(config.method) ? ofCustom : methodTraits(config.method);
  if (traits) checkMethod(config, traits);
  checkGroups(config);
  const { warmupEpochs, epochs, limit, batchSize } = config;
  if (limit !== undefined && batchSize > limit) {
    throw new SettingError({
      setting: 'batchSize',
      required: 'at most {limit}',
      got: batchSize,
      gotText: `${batchSize} with {limit} ${limit}`,
      remedy: 'lower {batchSize}',
    });
  }
  if (warmupEpochs >= epochs && warmupEpochs > 0) {
    throw new SettingError({
      setting: 'warmupEpochs',
      required: 'below {epochs}',
      got: warmupEpochs,
      gotText: `${warmupEpochs} of ${epochs}`,
    });
  }
}

function checkMethod({ method, symmetric, m, batchSize }: TrainConfig, traits: MethodTraits): void {
  if (symmetric && traits.symmetric) {
    throw new SettingError({
      setting: 'symmetric',
      required: `false with ${method}, whose loss is symmetric already`,
      got: symmetric,
    });
  }
  if (traits.queue && m < (symmetric ? 2 : 1) * batchSize) {
    throw new SettingError({
      setting: 'm',
      required: symmetric ? 'at least twice {batchSize} with {symmetric}' : 'at least {batchSize}',
      got: m,
      gotText: `${m} negatives and batches of ${batchSize}`,
      remedy: 'raise {m} or lower {batchSize}',
    });
  }
}

/** Parts of a batch, and their batch-norm groups. */
function checkGroups({ batchSize, accumulate, bnSplits, syncBn }: TrainConfig): void {
  if (batchSize % accumulate !== 0 || batchSize < 2 * accumulate) {
    throw new SettingError({
      setting: 'accumulate',
      required: 'a number that divides {batchSize} into parts of at least 2 images',
      got: accumulate,
      gotText: `${accumulate} parts and batches of ${batchSize}`,
    });
  }
  const part = batchSize / accumulate;
  if (leastGroup(part, bnSplits) < 2) {
    throw new SettingError({
      setting: 'bnSplits',
      required: `a number that splits {batchSize}${accumulate > 1 ? ' / {accumulate}' : ''} into groups of at least 2 images`,
      got: bnSplits,
      gotText: `${bnSplits} groups and ${accumulate > 1 ? 'parts' : 'batches'} of ${part}`,
    });
  }
  if (syncBn && bnSplits > 1) {
    throw new SettingError({
      setting: 'bnSplits',
      required: '1 with {syncBn}, which normalizes over the whole batch',
      got: bnSplits,
    });
  }
}
