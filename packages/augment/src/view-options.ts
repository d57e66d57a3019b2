/** How to make random views of an image. The steps run in this order, each with its probability. */
export interface ViewOptions {
  /** Side of a view in pixels. */
  readonly size: number;
  /** Smallest and largest area of a crop, as a share of the image's area, in (0, 1]. */
  readonly scale: readonly [smallest: number, largest: number];
  /** Smallest and largest aspect ratio of a crop (width / height), above 0. */
  readonly ratio: readonly [smallest: number, largest: number];
  readonly flipProbability: number;
  /** ColorJitter: factors within 1 ± strength, hue shifts within ± strength in turns (at most 0.5). */
  readonly jitter: {
    readonly probability: number;
    readonly brightness: number;
    readonly contrast: number;
    readonly saturation: number;
    readonly hue: number;
  };
  readonly grayscaleProbability: number;
  /** Gaussian blur: `kernelSize` (odd) and `sigma` in pixels. */
  readonly blur: {
    readonly probability: number;
    readonly kernelSize: number;
    readonly sigma: readonly [smallest: number, largest: number];
  };
  /** Inverts every value of at least `threshold`. */
  readonly solarize: { readonly probability: number; readonly threshold: number };
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
 * const { flip, grayscale } = sampleView(32, 32, options, keyedRandom(1));
 * console.log(flip, grayscale); // false true
 * ```
 */
export const defaultViewOptions: ViewOptions = {
  size: 32,
  scale: [0.08, 1],
  ratio: [3 / 4, 4 / 3],
  flipProbability: 0.5,
  jitter: { probability: 0.8, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
  grayscaleProbability: 0.2,
  blur: { probability: 0, kernelSize: 3, sigma: [0.1, 2] },
  solarize: { probability: 0, threshold: 0.5 },
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
 * const { size, scale, blur } = mocoV2ViewOptions;
 * console.log(size, scale, blur.probability); // 224 [ 0.2, 1 ] 0.5
 * const { box } = sampleView(480, 640, mocoV2ViewOptions, keyedRandom(1));
 * console.log((box.height * box.width) / (480 * 640) >= 0.199); // true
 * ```
 */
export const mocoV2ViewOptions: ViewOptions = {
  ...defaultViewOptions,
  size: 224,
  scale: [0.2, 1],
  blur: { probability: 0.5, kernelSize: 23, sigma: [0.1, 2] },
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/**
 * SimCLR's augmentation for ImageNet (arXiv 2002.05709, Appendix A) at color strength 1; the blur kernel
 * is a tenth of the side, made odd. Pixels stay in [0, 1], as in its code. For 32x32 images the paper
 * uses half the color strength and no blur (Appendix B.9).
 * @example
 * ```ts
 * import { simclrViewOptions } from '@jssl/augment';
 *
 * const forCifar = {
 *   ...simclrViewOptions,
 *   size: 32,
 *   jitter: { probability: 0.8, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
 *   blur: { ...simclrViewOptions.blur, probability: 0 },
 * };
 * console.log(forCifar.size, forCifar.scale, forCifar.mean); // 32 [ 0.08, 1 ] [ 0, 0, 0 ]
 * ```
 */
export const simclrViewOptions: ViewOptions = {
  ...defaultViewOptions,
  size: 224,
  jitter: { probability: 0.8, brightness: 0.8, contrast: 0.8, saturation: 0.8, hue: 0.2 },
  blur: { probability: 0.5, kernelSize: 23, sigma: [0.1, 2] },
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
