import {
  defaultViewOptions,
  mocoV2ViewOptions,
  simclrViewOptions,
  type ViewOptions,
} from '@jssl/augment';

const presets = {
  original: defaultViewOptions,
  'moco-v2': mocoV2ViewOptions,
  simclr: simclrViewOptions,
} as const satisfies Readonly<Record<string, ViewOptions>>;

export type ViewPreset = keyof typeof presets;

/**
 * The named ways of making views.
 * @example
 * ```ts
 * import { viewPresets } from '@jssl/trainer';
 *
 * console.log(viewPresets.join(' ')); // original moco-v2 simclr
 * ```
 */
export const viewPresets = Object.keys(presets) as readonly ViewPreset[];

/** Every number of a view except its size. */
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
  /** A solarized image is inverted from this value up, in [0, 1]. */
  readonly solarizeThreshold: number;
  /** Mean of each channel. */
  readonly mean: readonly number[];
  /** Standard deviation of each channel. */
  readonly std: readonly number[];
}

/**
 * The numbers of a preset. Its blur kernel is the one for views of 224 pixels; `viewOptionsFor` fits it to others.
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
