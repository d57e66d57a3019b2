import { trainSettings, viewPresets, type ViewSettings } from '@jssl/trainer';

import { number, numbers } from '../../arguments/option-values.js';

/** `--views`, and the numbers that stand in the place of its own. */
export const viewFlags: readonly (readonly [
  key: keyof ViewSettings,
  flags: string,
  description: string,
  parse?: (text: string) => unknown,
])[] = [
  ['views', '--views <preset>', `how views are made, one of: ${viewPresets.join(', ')}`],
  flag('cropScale', '--crop-scale <least,most>', "share of an image's area in a crop", numbers(2)),
  flag('cropRatio', '--crop-ratio <least,most>', 'width of a crop to its height', numbers(2)),
  flag('flipProbability', '--flip-probability <p>', 'of a flip from left to right', number),
  flag('jitterProbability', '--jitter-probability <p>', 'of changing the colors', number),
  flag(
    'jitter',
    '--jitter <b,c,s,h>',
    'most change of brightness, contrast, saturation and hue',
    numbers(4),
  ),
  flag('grayscaleProbability', '--grayscale-probability <p>', 'of a view in gray', number),
  flag('blurProbability', '--blur-probability <p>', 'of a Gaussian blur', number),
  flag('blurSigma', '--blur-sigma <least,most>', 'its deviation in pixels', numbers(2)),
  [
    'blurKernel',
    '--blur-kernel <pixels>',
    'side of its kernel, odd (default: a tenth of the view; moco-v2: 23)',
    number,
  ],
  flag('solarizeProbability', '--solarize-probability <p>', 'of inverting bright pixels', number),
  flag('solarizeThreshold', '--solarize-threshold <v>', 'from this on, in [0, 1]', number),
  flag('mean', '--mean <r,g,b>', 'taken from each channel', numbers()),
  flag('std', '--std <r,g,b>', 'each channel is divided by it', numbers()),
];

/** The settings of views among a command's parsed options, of which `--views` may have no preset. */
export function viewSettingsFrom(
  options: Readonly<Record<string, unknown>>,
): Partial<ViewSettings> {
  const given = viewFlags.flatMap(([key]) => {
    const value = options[key];
    return value === undefined || value === true ? [] : [[key, value] as const];
  });
  return Object.fromEntries(given);
}

/** A flag whose default is the preset's number; those of other presets are told where they differ. */
function flag(
  key: keyof ViewSettings,
  flags: string,
  description: string,
  parse: (text: string) => unknown,
) {
  const { defaultText = '' } = trainSettings[key];
  return [key, flags, `${description} (default: ${defaultText})`, parse] as const;
}
