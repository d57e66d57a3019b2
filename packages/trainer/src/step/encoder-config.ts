import { defaultEncoderConfig, type Depth, type EncoderConfig } from '@jssl/resnet';

import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';

/**
 * The encoder that some settings describe.
 * @param channels of the images.
 * @example
 * ```ts
 * import { encoderConfig } from '@jssl/trainer/learner';
 *
 * const { depth, width, embeddingSize } = encoderConfig({ arch: 'resnet18' }, 3);
 * console.log(depth, width, embeddingSize); // 18 64 128
 * ```
 */
export function encoderConfig(settings: Partial<TrainConfig>, channels: number): EncoderConfig {
  const { arch, width, stem, featureDim } = { ...defaultTrainConfig, ...settings };
  return {
    ...defaultEncoderConfig,
    depth: Number(arch.slice('resnet'.length)) as Depth,
    width,
    stem,
    inChannels: channels,
    embeddingSize: featureDim,
  };
}
