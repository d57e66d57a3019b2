import type { ViewOptions } from '@jssl/augment';
import type { Dataset } from '@jssl/data';
import { InputError } from '@jssl/settings';

import { presetNumbers, type ViewNumbers, type ViewSettings } from './view-settings.js';

/**
 * The views of a run: the numbers of its preset and those given in their place, at the side of
 * `--image-size` or the images' own shorter side. Color images are normalized by the preset's mean
 * and deviation, images of any other number of channels by their own. The blur's kernel is a tenth of
 * the side, made odd (arXiv 2002.05709, Appendix A); for `moco-v2`, whose kernel is not cut off, up to
 * 23 pixels, as far as the side allows.
 * @throws InputError for a mean, a deviation or a kernel that does not fit the images.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { viewOptionsFor } from '@jssl/trainer';
 *
 * const photos = await openDataset('photos');
 * const { size, blur } = viewOptionsFor({ views: 'moco-v2', imageSize: 32 }, photos);
 * console.log(size, blur.probability, blur.kernelSize); // 32 0.5 23
 * ```
 */
export function viewOptionsFor(
  settings: Partial<ViewSettings> & { readonly imageSize: number | undefined },
  data: Pick<Dataset, 'height' | 'width' | 'channels' | 'mean' | 'std'>,
): ViewOptions {
  const { imageSize, views = 'original' } = settings;
  const size = imageSize ?? Math.min(data.height, data.width);
  const preset = presetNumbers(views);
  const mostKernel = 2 * size - 1;
  const numbers = chosenNumbers(settings, {
    ...preset,
    blurKernel:
      views === 'moco-v2' ? Math.min(preset.blurKernel, mostKernel) : 2 * Math.floor(size / 20) + 1,
    ...(data.channels !== 3 && {
      mean: data.mean,
      // A channel that never changes has no deviation to divide by.
      std: data.std.map((deviation) => deviation || 1),
    }),
  });
  const { mean, std, blurKernel } = numbers;
  for (const [flag, list] of Object.entries({ '--mean': mean, '--std': std })) {
    if (list.length !== data.channels) {
      throw new InputError(
        `${flag} must have a number for each channel of the images, ${data.channels} in all, got ${list.join(',')}`,
      );
    }
  }
  if (blurKernel > mostKernel) {
    throw new InputError(
      `--blur-kernel must be at most ${mostKernel} for views of ${size} pixels, got ${blurKernel}`,
    );
  }
  const [brightness, contrast, saturation, hue] = numbers.jitter;
  return {
    size,
    scale: numbers.cropScale,
    ratio: numbers.cropRatio,
    flipProbability: numbers.flipProbability,
    jitter: { probability: numbers.jitterProbability, brightness, contrast, saturation, hue },
    grayscaleProbability: numbers.grayscaleProbability,
    blur: {
      probability: numbers.blurProbability,
      kernelSize: blurKernel,
      sigma: numbers.blurSigma,
    },
    solarize: {
      probability: numbers.solarizeProbability,
      threshold: numbers.solarizeThreshold,
    },
    mean,
    std,
  };
}

/** The numbers that were given, and the others as they are without. */
function chosenNumbers(given: Partial<ViewSettings>, others: ViewNumbers): ViewNumbers {
  const names = Object.keys(others) as (keyof ViewNumbers)[];
  const chosen = names.map((name) => [name, given[name] ?? others[name]]);
  return Object.fromEntries(chosen) as ViewNumbers;
}
