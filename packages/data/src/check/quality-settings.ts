import { number, whole, type SettingsOf } from '@jssl/settings';

/**
 * When a check lists an image: one row per threshold.
 * @example
 * ```ts
 * import { qualitySettings } from '@jssl/data';
 *
 * console.log(qualitySettings.darkLevel.initial, qualitySettings.oddAspect.initial); // 64 3
 * ```
 */
export const qualitySettings = {
  darkLevel: number({
    initial: 64,
    least: 0,
    most: 255,
    required: 'a number from 0 to 255',
    placeholder: 'level',
    help: 'list images as dark if 99 % of their pixels are below this level',
  }),
  brightLevel: number({
    initial: 192,
    least: 0,
    most: 255,
    required: 'a number from 0 to 255',
    placeholder: 'level',
    help: 'list images as bright if 99 % of their pixels are above this level',
  }),
  lowContrast: number({
    initial: 32,
    least: 0,
    most: 255,
    required: 'a number from 0 to 255',
    placeholder: 'levels',
    help: 'list images as low-contrast if 98 % of their pixels are within this many levels',
  }),
  uniformRange: number({
    initial: 6,
    least: 0,
    most: 255,
    required: 'a number from 0 to 255',
    placeholder: 'levels',
    help: 'list images as uniform if their pixels differ by at most this many levels',
  }),
  blurLevel: number({
    initial: 0.6,
    least: 0,
    most: 1,
    required: 'a number from 0 to 1',
    placeholder: 'share',
    help: 'list images as blurred if blurring them more leaves more than this share of their detail',
  }),
  oddAspect: number({
    initial: 3,
    least: 1,
    required: 'a number of at least 1',
    placeholder: 'ratio',
    help: 'list images as odd-shaped if one side is more than this many times the other',
  }),
  tinySide: whole({
    initial: 16,
    least: 0,
    required: 'a whole number, at least 0',
    placeholder: 'pixels',
    help: 'list images as tiny if their shorter side has fewer pixels than this',
  }),
  copyDifference: number({
    initial: 0.15,
    least: 0,
    most: 0.5,
    required: 'a number from 0 to 0.5',
    placeholder: 'share',
    help: 'how much a changed copy may differ after alignment, as a share of the contrast; 0 finds only equal images',
  }),
};

/** The thresholds of a check. */
export type QualitySettings = SettingsOf<typeof qualitySettings>;
