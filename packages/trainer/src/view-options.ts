import { defaultViewOptions, type ViewOptions } from '@jssl/augment';
import type { Dataset } from '@jssl/data';

import type { TrainConfig } from './train-config.js';

/**
 * The views of a run: the original's augmentation at the side of `--image-size` or the images' own
 * shorter side. Colour images are normalised by the original's mean and deviation, images of any
 * other number of channels by their own.
 */
export function viewOptionsFor(
  config: Pick<TrainConfig, 'imageSize' | 'cropScale'>,
  data: Pick<Dataset, 'height' | 'width' | 'channels' | 'mean' | 'std'>,
): ViewOptions {
  return {
    ...defaultViewOptions,
    size: config.imageSize ?? Math.min(data.height, data.width),
    scale: config.cropScale,
    ...(data.channels !== 3 && {
      mean: data.mean,
      // A channel that never changes has no deviation to divide by.
      std: data.std.map((deviation) => deviation || 1),
    }),
  };
}
