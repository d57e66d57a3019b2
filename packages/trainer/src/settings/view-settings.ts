import { choice, inGroup, number, numbers, whole, type SettingsOf } from '@jssl/settings';

import { presetNumbers, viewPresets, type ViewNumbers } from './view-presets.js';

type Range = readonly [least: number, most: number];

/** The text for a default: the first preset's value, and those of the other presets that differ. */
function defaultText(name: keyof ViewNumbers): string {
  const [usual, ...others] = viewPresets.map((preset) => {
    const values = [presetNumbers(preset)[name]].flat();
    return { preset, text: values.map((one) => String(Number(one.toPrecision(4)))).join(',') };
  });
  const different = others.filter(({ text }) => text !== usual?.text);
  return [usual?.text, ...different.map(({ preset, text }) => `${preset}: ${text}`)].join('; ');
}

function probability(name: keyof ViewNumbers, help: string) {
  return number({
    ...{ initial: undefined, least: 0, most: 1, required: 'a probability from 0 to 1' },
    ...{ placeholder: 'p', help, defaultText: defaultText(name) },
  });
}

/** Two lengths or ratios in order, above 0. */
const isRange =
  (limit = Infinity) =>
  ([least = 0, most = 0]: readonly number[]) =>
    least > 0 && least <= most && most <= limit;

/** Undefined values come from the preset `views`. */
export const viewSettings = inGroup('Views', {
  imageSize: whole({
    initial: undefined,
    least: 8,
    most: 1024,
    required: 'a whole number of pixels from 8 to 1024',
    placeholder: 'pixels',
    help: 'side of a view',
    defaultText: 'the size of the images',
  }),
  views: choice(viewPresets, {
    initial: 'original',
    placeholder: 'preset',
    help: `augmentation preset: ${viewPresets.join(', ')}`,
  }),
  cropScale: numbers<Range | undefined>({
    initial: undefined,
    count: 2,
    fits: isRange(1),
    required: 'two shares of the area, 0 < smallest <= largest <= 1',
    placeholder: 'least,most',
    help: "smallest and largest area of a crop, as a share of the image's",
    defaultText: defaultText('cropScale'),
  }),
  cropRatio: numbers<Range | undefined>({
    initial: undefined,
    count: 2,
    fits: isRange(),
    required: 'two ratios of width to height, 0 < smallest <= largest',
    placeholder: 'least,most',
    help: 'smallest and largest ratio of width to height of a crop',
    defaultText: defaultText('cropRatio'),
  }),
  flipProbability: probability('flipProbability', 'probability of a horizontal flip'),
  jitterProbability: probability('jitterProbability', 'probability of color jitter'),
  jitter: numbers<readonly [number, number, number, number] | undefined>({
    initial: undefined,
    count: 4,
    fits: (strengths) => strengths.every((one, at) => one >= 0 && (at < 3 || one <= 0.5)),
    required:
      'four strengths of at least 0 (brightness, contrast, saturation, hue), the last at most 0.5',
    placeholder: 'b,c,s,h',
    help: 'strength of color jitter: brightness, contrast, saturation, hue',
    defaultText: defaultText('jitter'),
  }),
  grayscaleProbability: probability('grayscaleProbability', 'probability of a gray view'),
  blurProbability: probability('blurProbability', 'probability of a Gaussian blur'),
  blurSigma: numbers<Range | undefined>({
    initial: undefined,
    count: 2,
    fits: isRange(),
    required: 'two lengths in pixels, 0 < smallest <= largest',
    placeholder: 'least,most',
    help: 'smallest and largest standard deviation of the blur, in pixels',
    defaultText: defaultText('blurSigma'),
  }),
  blurKernel: whole({
    initial: undefined,
    least: 1,
    fits: (value) => value % 2 === 1,
    required: 'an odd number of pixels, at least 1',
    placeholder: 'pixels',
    help: 'side of the blur kernel, an odd number',
    defaultText: 'a tenth of the view; moco-v2: 23',
  }),
  solarizeProbability: probability(
    'solarizeProbability',
    'probability of solarizing (inverting bright pixels)',
  ),
  solarizeThreshold: number({
    initial: undefined,
    least: 0,
    most: 1,
    required: 'a number from 0 to 1',
    placeholder: 'value',
    help: 'solarizing inverts pixels from this value up, in [0, 1]',
    defaultText: defaultText('solarizeThreshold'),
  }),
  mean: numbers<readonly number[] | undefined>({
    initial: undefined,
    fits: (means) => means.every((one) => one >= 0 && one <= 1),
    required: 'a number from 0 to 1 for each channel',
    placeholder: 'r,g,b',
    help: 'mean of each channel, to normalize views',
    defaultText: `${defaultText('mean')}; gray images: their own`,
  }),
  std: numbers<readonly number[] | undefined>({
    initial: undefined,
    fits: (deviations) => deviations.every((one) => one > 0),
    required: 'a number above 0 for each channel',
    placeholder: 'r,g,b',
    help: 'standard deviation of each channel, to normalize views',
    defaultText: `${defaultText('std')}; gray images: their own`,
  }),
});

/** How views are made: a preset, and the values that override it. */
export type ViewSettings = SettingsOf<typeof viewSettings>;
