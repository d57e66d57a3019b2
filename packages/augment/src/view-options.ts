/** How random views of an image are made. */
export interface ViewOptions {
  /** Side of a view in pixels. */
  readonly size: number;
  /** Smallest and largest share of the image's area in a crop, in (0, 1]. */
  readonly scale: readonly [smallest: number, largest: number];
  /** Smallest and largest ratio of a crop's width to its height. */
  readonly ratio: readonly [smallest: number, largest: number];
  readonly flipProbability: number;
  /** ColorJitter: factors within 1 ± strength, the hue within ± its strength in turns (at most 0.5). */
  readonly jitter: {
    readonly probability: number;
    readonly brightness: number;
    readonly contrast: number;
    readonly saturation: number;
    readonly hue: number;
  };
  readonly grayscaleProbability: number;
  /** Mean of each channel, in [0, 1]. */
  readonly mean: readonly number[];
  /** Standard deviation of each channel, above 0. */
  readonly std: readonly number[];
}

/** The augmentation of arXiv 2202.12921's code, for 32x32 views of RGB images. */
export const defaultViewOptions: ViewOptions = {
  size: 32,
  scale: [0.08, 1],
  ratio: [3 / 4, 4 / 3],
  flipProbability: 0.5,
  jitter: { probability: 0.8, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
  grayscaleProbability: 0.2,
  mean: [0.4914, 0.4822, 0.4465],
  std: [0.2023, 0.1994, 0.201],
};
