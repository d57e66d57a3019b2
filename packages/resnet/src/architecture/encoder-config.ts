/** Number of layers of a ResNet, as in torchvision's names. */
export type Depth = 18 | 34 | 50 | 101 | 152;

/** The shape of an encoder: a ResNet backbone and two projection heads. */
export interface EncoderConfig {
  readonly depth: Depth;
  /** Base channels; 64 is torchvision's network, smaller is narrower. */
  readonly width: number;
  /** `small`: 3x3 stride 1, no max-pool, for small images. `imagenet`: 7x7 stride 2 and max-pool. */
  readonly stem: 'small' | 'imagenet';
  /** C, the number of image channels. */
  readonly inChannels: number;
  /** Hidden units of each head. */
  readonly headWidth: number;
  /** D, the size of the embeddings `p` and `n`. */
  readonly embeddingSize: number;
}

/**
 * ResNet-50 of width 64 with the 3x3 stem, heads F → 512 → 128 (arXiv 2202.12921).
 * @example
 * ```ts
 * import { defaultEncoderConfig, featureSize } from '@jssl/resnet';
 *
 * const { depth, stem, embeddingSize } = defaultEncoderConfig;
 * console.log(depth, stem, featureSize(defaultEncoderConfig), embeddingSize); // 50 small 2048 128
 * ```
 */
export const defaultEncoderConfig: EncoderConfig = {
  depth: 50,
  width: 64,
  stem: 'small',
  inChannels: 3,
  headWidth: 512,
  embeddingSize: 128,
};

/** Blocks in each of the four stages (arXiv 1512.03385, Table 1). */
export const blocksPerStage: Readonly<Record<Depth, readonly [number, number, number, number]>> = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
};

/** Whether the blocks are bottlenecks (1x1, 3x3, 1x1), with four times as many output channels. */
export function hasBottlenecks(depth: Depth): boolean {
  return depth >= 50;
}

/**
 * F, the size of the backbone's feature: 8 · width for depths 18 and 34, 32 · width above.
 * @example
 * ```ts
 * import { featureSize } from '@jssl/resnet';
 *
 * console.log(featureSize({ depth: 18, width: 64 }), featureSize({ depth: 50, width: 64 })); // 512 2048
 * ```
 */
export function featureSize({ depth, width }: Pick<EncoderConfig, 'depth' | 'width'>): number {
  return width * 8 * (hasBottlenecks(depth) ? 4 : 1);
}

/** @throws RangeError naming the first invalid part of a configuration. */
export function checkEncoderConfig(caller: string, config: EncoderConfig): void {
  const depths = Object.keys(blocksPerStage);
  if (!depths.map(Number).includes(config.depth)) {
    throw new RangeError(
      `${caller}: depth must be one of ${depths.join(', ')}, got ${config.depth}`,
    );
  }
  if (!['small', 'imagenet'].includes(config.stem)) {
    throw new RangeError(`${caller}: stem must be small or imagenet, got ${config.stem}`);
  }
  for (const name of ['width', 'inChannels', 'headWidth', 'embeddingSize'] as const) {
    if (!Number.isSafeInteger(config[name]) || config[name] < 1) {
      throw new RangeError(
        `${caller}: ${name} must be a whole number of at least 1, got ${config[name]}`,
      );
    }
  }
}
