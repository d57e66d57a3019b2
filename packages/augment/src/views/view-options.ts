/** How to make random views of an image. The steps run in this order, each with its probability. */
export interface ViewOptions {
  /** Side of a view in pixels. */
  readonly size: number;
  /** Smallest and largest area of a crop, as a share of the image's area, in (0, 1]. */
  readonly cropScale: readonly [smallest: number, largest: number];
  /** Smallest and largest aspect ratio of a crop (width / height), above 0. */
  readonly cropRatio: readonly [smallest: number, largest: number];
  readonly flipProbability: number;
  readonly jitterProbability: number;
  /** ColorJitter: factors within 1 ± strength, hue shifts within ± strength in turns (at most 0.5). */
  readonly jitter: readonly [brightness: number, contrast: number, saturation: number, hue: number];
  readonly grayscaleProbability: number;
  readonly blurProbability: number;
  /** Smallest and largest standard deviation of the Gaussian blur in pixels, above 0. */
  readonly blurSigma: readonly [smallest: number, largest: number];
  /** Side of the blur kernel in pixels, odd. */
  readonly blurKernel: number;
  readonly solarizeProbability: number;
  /** A solarized view has every value of at least this inverted. */
  readonly solarizeThreshold: number;
  /** Mean of each channel, in [0, 1]. */
  readonly mean: readonly number[];
  /** Standard deviation of each channel, above 0. */
  readonly std: readonly number[];
}

/**
 * The augmentation in the code of arXiv 2202.12921, for 32x32 views of RGB images. Blur and solarization
 * have probability 0; their other numbers are SimCLR's and BYOL's.
 * @example
 * ```ts
 * import { defaultViewOptions, keyedRandom, sampleView } from '@jssl/augment';
 *
 * const options = { ...defaultViewOptions, flipProbability: 0, grayscaleProbability: 1 };
 * const { flip, grayscale } = sampleView([32, 32], options, keyedRandom(1));
 * console.log(flip, grayscale); // false true
 * ```
 */
export const defaultViewOptions: ViewOptions = {
  size: 32,
  cropScale: [0.08, 1],
  cropRatio: [3 / 4, 4 / 3],
  flipProbability: 0.5,
  jitterProbability: 0.8,
  jitter: [0.4, 0.4, 0.4, 0.1],
  grayscaleProbability: 0.2,
  blurProbability: 0,
  blurSigma: [0.1, 2],
  blurKernel: 3,
  solarizeProbability: 0,
  solarizeThreshold: 0.5,
  mean: [0.4914, 0.4822, 0.4465],
  std: [0.2023, 0.1994, 0.201],
};

/**
 * MoCo v2's augmentation for ImageNet (arXiv 2003.04297, Section 3, numbers from its code): MoCo's crop
 * and color, with SimCLR's blur. Its code does not truncate the kernel; with a sigma of 2, nothing is left
 * beyond 23 pixels.
 * @example
 * ```ts
 * import { keyedRandom, mocoV2ViewOptions, sampleView } from '@jssl/augment';
 *
 * const { size, cropScale, blurProbability } = mocoV2ViewOptions;
 * console.log(size, cropScale, blurProbability); // 224 [ 0.2, 1 ] 0.5
 * const { box } = sampleView([480, 640], mocoV2ViewOptions, keyedRandom(1));
 * console.log((box.height * box.width) / (480 * 640) >= 0.199); // true
 * ```
 */
export const mocoV2ViewOptions: ViewOptions = {
  ...defaultViewOptions,
  size: 224,
  cropScale: [0.2, 1],
  blurProbability: 0.5,
  blurKernel: 23,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/**
 * SimCLR's augmentation for ImageNet (arXiv 2002.05709, Appendix A) at color strength 1; the blur kernel
 * is a tenth of the side, made odd. Pixels stay in [0, 1], as in its code. For 32x32 images the paper
 * uses half the color strength and no blur (Appendix B.9).
 * @example
 * ```ts
 * import { simclrViewOptions, type ViewOptions } from '@jssl/augment';
 *
 * const forCifar: ViewOptions = {
 *   ...simclrViewOptions,
 *   size: 32,
 *   jitter: [0.4, 0.4, 0.4, 0.1],
 *   blurProbability: 0,
 * };
 * console.log(forCifar.size, forCifar.cropScale, forCifar.mean); // 32 [ 0.08, 1 ] [ 0, 0, 0 ]
 * ```
 */
export const simclrViewOptions: ViewOptions = {
  ...defaultViewOptions,
  size: 224,
  jitter: [0.8, 0.8, 0.8, 0.2],
  blurProbability: 0.5,
  blurKernel: 23,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
