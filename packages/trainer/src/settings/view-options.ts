import type { ViewOptions } from '@jssl/augment';
import type { Dataset } from '@jssl/data';
import { SettingError } from '@jssl/settings';

import { presetNumbers, type ViewNumbers } from './view-presets.js';
import type { ViewSettings } from './view-settings.js';

/**
 * The view options of a run: the preset's values, overridden by those given. The side is `imageSize`, or the
 * shorter side of the images. Color images are normalized with the preset's mean and standard deviation,
 * images with any other number of channels with their own. The blur kernel is a tenth of the side, made odd
 * (arXiv 2002.05709, Appendix A); for `moco-v2` it is 23 pixels, or less for small views.
 * @throws SettingError for a mean, a deviation or a kernel that does not fit the images.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { viewOptionsFor } from '@jssl/trainer';
 *
 * const photos = await openDataset('photos');
 * const { size, blurProbability, blurKernel } = viewOptionsFor({ views: 'moco-v2', imageSize: 32 }, photos);
 * console.log(size, blurProbability, blurKernel); // 32 0.5 23
 * ```
 */
export function viewOptionsFor(
  settings: Partial<ViewSettings>,
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
  for (const [setting, got] of Object.entries({ mean, std })) {
    if (got.length === data.channels) continue;
    const required = `a number for each of the ${data.channels} channels of the images`;
    throw new SettingError({ setting, required, got });
  }
  if (blurKernel > mostKernel) {
    const required = `at most ${mostKernel} for views of ${size} pixels`;
    throw new SettingError({ setting: 'blurKernel', required, got: blurKernel });
  }
  return { ...numbers, size };
}

/** Overrides values with those that were given. */
function chosenNumbers(given: Partial<ViewSettings>, others: ViewNumbers): ViewNumbers {
  const names = Object.keys(others) as (keyof ViewNumbers)[];
  const chosen = names.map((name) => [name, given[name] ?? others[name]]);
  return Object.fromEntries(chosen) as ViewNumbers;
}
