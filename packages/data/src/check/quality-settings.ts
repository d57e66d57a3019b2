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
    help: 'list images as dark whose brightest pixels (99 %) are below this level',
  }),
  brightLevel: number({
    initial: 192,
    least: 0,
    most: 255,
    required: 'a number from 0 to 255',
    placeholder: 'level',
    help: 'list images as bright whose darkest pixels (1 %) are above this level',
  }),
  lowContrast: number({
    initial: 32,
    least: 0,
    most: 255,
    required: 'a number from 0 to 255',
    placeholder: 'levels',
    help: 'list images as low-contrast whose dark (1 %) and bright (99 %) pixels differ by less',
  }),
  uniformRange: number({
    initial: 6,
    least: 0,
    most: 255,
    required: 'a number from 0 to 255',
    placeholder: 'levels',
    help: 'list images as uniform whose pixels differ by at most this',
  }),
  blurLevel: number({
    initial: 0.6,
    least: 0,
    most: 1,
    required: 'a number from 0 to 1',
    placeholder: 'share',
    help: 'list images as blurred that lose less than 1 minus this share of their detail when blurred more',
  }),
  oddAspect: number({
    initial: 3,
    least: 1,
    required: 'a number of at least 1',
    placeholder: 'ratio',
    help: 'list images as odd-shaped whose longer side is more than this times the shorter',
  }),
  tinySide: whole({
    initial: 16,
    least: 0,
    required: 'a whole number, at least 0',
    placeholder: 'pixels',
    help: 'list images as tiny whose shorter side has fewer pixels',
  }),
  copyDifference: number({
    initial: 0.15,
    least: 0,
    most: 0.5,
    required: 'a number from 0 to 0.5',
    placeholder: 'share',
    help: 'share of the contrast by which a changed copy may differ once it is aligned; 0 finds only equal images',
  }),
};

/** The thresholds of a check. */
export type QualitySettings = SettingsOf<typeof qualitySettings>;
