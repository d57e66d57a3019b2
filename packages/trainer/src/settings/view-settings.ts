import {
  defaultViewOptions,
  mocoV2ViewOptions,
  simclrViewOptions,
  type ViewOptions,
} from '@jssl/augment';
import { isAtLeast, isNumbers, isPositive, isWhole } from '@jssl/features';

const presets = {
  original: defaultViewOptions,
  'moco-v2': mocoV2ViewOptions,
  simclr: simclrViewOptions,
} as const satisfies Readonly<Record<string, ViewOptions>>;

/** A named way of making views. */
export type ViewPreset = keyof typeof presets;

/**
 * The names of `--views`.
 * @example
 * ```ts
 * import { viewPresets } from '@jssl/trainer';
 *
 * console.log(viewPresets.join(' ')); // original moco-v2 simclr
 * ```
 */
export const viewPresets = Object.keys(presets) as readonly ViewPreset[];

/** Every number of a view but its size. */
export interface ViewNumbers {
  /** Smallest and largest share of an image's area that a crop takes. */
  readonly cropScale: ViewOptions['scale'];
  /** Smallest and largest ratio of a crop's width to its height. */
  readonly cropRatio: ViewOptions['ratio'];
  readonly flipProbability: number;
  readonly jitterProbability: number;
  /** Strengths of the color jitter; that of the hue in turns. */
  readonly jitter: readonly [brightness: number, contrast: number, saturation: number, hue: number];
  readonly grayscaleProbability: number;
  readonly blurProbability: number;
  /** Standard deviation of the blur in pixels. */
  readonly blurSigma: ViewOptions['blur']['sigma'];
  /** Side of the blur's kernel in pixels, odd. */
  readonly blurKernel: number;
  readonly solarizeProbability: number;
  /** From this value on, in [0, 1], a solarized image is inverted. */
  readonly solarizeThreshold: number;
  /** Mean of each channel. */
  readonly mean: readonly number[];
  /** Standard deviation of each channel. */
  readonly std: readonly number[];
}

/** How views are made: a preset, and the numbers in which they differ from it. */
export type ViewSettings = { readonly views: ViewPreset } & {
  /** Undefined takes the preset's. */
  readonly [Name in keyof ViewNumbers]: ViewNumbers[Name] | undefined;
};

/**
 * The original's views (arXiv 2202.12921 and its code).
 * @example
 * ```ts
 * import { defaultTrainConfig, defaultViewSettings } from '@jssl/trainer';
 *
 * const config = { ...defaultTrainConfig, ...defaultViewSettings, blurProbability: 0.5 };
 * console.log(config.views, config.blurProbability, config.cropScale); // original 0.5 undefined
 * ```
 */
export const defaultViewSettings: ViewSettings = {
  views: 'original',
  cropScale: undefined,
  cropRatio: undefined,
  flipProbability: undefined,
  jitterProbability: undefined,
  jitter: undefined,
  grayscaleProbability: undefined,
  blurProbability: undefined,
  blurSigma: undefined,
  blurKernel: undefined,
  solarizeProbability: undefined,
  solarizeThreshold: undefined,
  mean: undefined,
  std: undefined,
};

/**
 * The numbers of a preset. Its kernel is of views of 224 pixels; see `viewOptionsFor` for others.
 * @example
 * ```ts
 * import { presetNumbers } from '@jssl/trainer';
 *
 * const { cropScale, blurProbability } = presetNumbers('moco-v2');
 * console.log(cropScale, blurProbability); // [ 0.2, 1 ] 0.5
 * ```
 */
export function presetNumbers(views: ViewPreset): ViewNumbers {
  const { scale, ratio, jitter, blur, solarize, ...same } = presets[views];
  return {
    cropScale: scale,
    cropRatio: ratio,
    flipProbability: same.flipProbability,
    jitterProbability: jitter.probability,
    jitter: [jitter.brightness, jitter.contrast, jitter.saturation, jitter.hue],
    grayscaleProbability: same.grayscaleProbability,
    blurProbability: blur.probability,
    blurSigma: blur.sigma,
    blurKernel: blur.kernelSize,
    solarizeProbability: solarize.probability,
    solarizeThreshold: solarize.threshold,
    mean: same.mean,
    std: same.std,
  };
}

type Requirement = readonly [required: string, isMet: (value: unknown) => boolean];

const isWithin = (value: unknown, most: number) => isAtLeast(value, 0) && Number(value) <= most;
const isRange = (value: unknown, most = Infinity) =>
  isNumbers(value, 2) && isPositive(value[0]) && value[0] <= value[1] && value[1] <= most;
const probability: Requirement = ['a probability from 0 to 1', (value) => isWithin(value, 1)];

const requirements: Readonly<Record<keyof ViewNumbers, Requirement>> = {
  cropScale: ['two shares of the area, 0 < smallest <= largest <= 1', (value) => isRange(value, 1)],
  cropRatio: ['two ratios of width to height, 0 < smallest <= largest', (value) => isRange(value)],
  flipProbability: probability,
  jitterProbability: probability,
  jitter: [
    'four strengths of at least 0 (brightness, contrast, saturation, hue), the last at most 0.5',
    (value) =>
      isNumbers(value, 4) &&
      value.every((strength, at) => isWithin(strength, at === 3 ? 0.5 : Infinity)),
  ],
  grayscaleProbability: probability,
  blurProbability: probability,
  blurSigma: ['two lengths in pixels, 0 < smallest <= largest', (value) => isRange(value)],
  blurKernel: [
    'an odd number of pixels, at least 1',
    (value) => isWhole(value, 1) && Number(value) % 2 === 1,
  ],
  solarizeProbability: probability,
  solarizeThreshold: ['a number from 0 to 1', (value) => isWithin(value, 1)],
  mean: [
    'a number from 0 to 1 for each channel',
    (value) => isNumbers(value) && value.every((one) => isWithin(one, 1)),
  ],
  std: [
    'a number above 0 for each channel',
    (value) => isNumbers(value) && value.every(isPositive),
  ],
};

/** What each setting must be, and whether it is so; also of settings read from a file. */
export function viewRules(
  settings: ViewSettings,
): (readonly [name: keyof ViewSettings, required: string, holds: boolean])[] {
  const names = Object.keys(requirements) as (keyof ViewNumbers)[];
  return [
    ['views', `one of ${viewPresets.join(', ')}`, viewPresets.includes(settings.views)],
    ...names.map((name) => {
      const [required, isMet] = requirements[name];
      const value: unknown = settings[name];
      return [name, required, value === undefined || isMet(value)] as const;
    }),
  ];
}
