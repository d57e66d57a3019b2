import type { ConvolutionDirection } from './convolution-ops.js';

/** A convolution as TensorFlow has it: NHWC, filters HWIO, without dilation. */
export interface Convolution {
  readonly direction: ConvolutionDirection;
  readonly rows: number;
  /** Sides of the input, which for the convolutions here are those of the output too. */
  readonly height: number;
  readonly width: number;
  readonly inChannels: number;
  readonly outChannels: number;
}

/** The sides of a tile of outputs: of F(2x2,3x3) or F(4x4,3x3). */
export type TileSize = 2 | 4;

/**
 * The tile size with which a 3x3 convolution of stride 1 with padding SAME is computed fastest; undefined
 * where another kernel is as fast (TensorFlow's own, or `windowConvolutionOps`) or these don't take the shape.
 *
 * F(4x4,3x3) has 36 products for 16 outputs, F(2x2,3x3) 16 for 4, so that larger tiles win unless they
 * reach beyond the map or there are few of them for each filter to transform. Measured with AVX2 on
 * 1 to 256 maps with sides of 1 to 56 and 16 to 512 channels.
 * @example
 * ```ts
 * import { tileFor } from '@jssl/kernels';
 *
 * const layer = { direction: 'forward', rows: 64, inChannels: 64, outChannels: 64 } as const;
 * console.log(tileFor({ ...layer, height: 32, width: 32 })); // 4
 * console.log(tileFor({ ...layer, height: 2, width: 2 })); // 2
 * console.log(tileFor({ ...layer, height: 32, width: 32, inChannels: 3 })); // undefined
 * ```
 */
export function tileFor(convolution: Convolution): TileSize | undefined {
  const { direction, rows, height, width, inChannels, outChannels } = convolution;
  if (inChannels < 16 || inChannels % 16 !== 0) return undefined;
  if (outChannels < 16 || outChannels % 16 !== 0) return undefined;
  if (rows === 0 || height === 0 || width === 0) return undefined;
  const isFilterGradient = direction === 'filterGradient';
  // Of the windows in a row of pixels, two thirds lie in the padding.
  if (height === 1 || width === 1) return undefined;
  // Transforms outweigh few channels where no filter's are among them.
  const isNarrow = Math.min(inChannels, outChannels) < 64;
  if (isFilterGradient && isNarrow && rows * height * width > 4096) return undefined;
  return cheaperTile(convolution);
}

/** The tile size that takes less time, of a convolution that is computed by tiles. */
export function cheaperTile(convolution: Omit<Convolution, 'direction'>): TileSize {
  const { rows, height, width, inChannels, outChannels } = convolution;
  const tiles = (side: TileSize) => rows * Math.ceil(height / side) * Math.ceil(width / side);
  // Many channels' filters come from memory, and transforming them takes no longer than that.
  const filterTiles = inChannels * outChannels < 256 ** 2 ? FILTER_TILES : 0;
  const cost = (side: TileSize) => (side + 2) ** 2 * (tiles(side) + filterTiles);
  return cost(4) <= LARGE_TILES * cost(2) ? 4 : 2;
}

/** The tiles whose products take as long as transforming the filters. */
const FILTER_TILES = 16;
/** The share of the products from which larger tiles are faster, as their transforms are slower. */
const LARGE_TILES = 0.75;
