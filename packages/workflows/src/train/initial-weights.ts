import { describeImport, inspectEncoder } from '@jssl/features';

import type { GivenSettings } from './complete-settings.js';

/** What the weights that a training starts from say about it. */
export interface InitialWeights {
  /** Settings that they fix, unless they are given: their shape, and the normalization of their images. */
  readonly settings: GivenSettings;
  /** C of the images. */
  readonly channels: number;
  /** What was found in a file of another program. */
  readonly note: string | undefined;
}

/**
 * Reads the weights that a training starts from, without TensorFlow.
 * @param path a run folder or weights file.
 * @throws InputError if there are none, or they are damaged.
 */
export function initialWeights(path: string): InitialWeights {
  const inspected = inspectEncoder(path);
  const { config, views, imported } = inspected;
  const { depth, width, stem, inChannels } = config;
  const note = describeImport(inspected, { forTraining: true });
  return {
    settings: {
      ...{ arch: `resnet${depth}`, width, stem },
      // Our own encoders are normalized by the views preset, as these images are.
      ...(imported && { mean: [...views.mean], std: [...views.std] }),
    },
    channels: inChannels,
    note: note && `starting from other weights: ${note}`,
  };
}
