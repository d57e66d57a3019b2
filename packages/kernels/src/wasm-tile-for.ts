import { cheaperTile, type Convolution, type TileSize } from './tile-for.js';

/**
 * The tile size with which the kernels for WebAssembly compute a 3x3 convolution of stride 1 fastest; undefined where
 * `windows` is faster, or the channels are not multiples of 4. As `tileFor`, but products take longer beside
 * transforms there, so that tiles pay with few channels too.
 * @example
 * ```ts
 * import { wasmTileFor } from '@jssl/kernels/wasm';
 *
 * const layer = { direction: 'filterGradient', rows: 64, inChannels: 16, outChannels: 16 } as const;
 * console.log(wasmTileFor({ ...layer, height: 32, width: 32 })); // 4
 * console.log(wasmTileFor({ ...layer, height: 1, width: 1 })); // undefined
 * ```
 */
export function wasmTileFor(convolution: Convolution): TileSize | undefined {
  const { rows, height, width, inChannels, outChannels } = convolution;
  if (inChannels < 4 || inChannels % 4 !== 0) return undefined;
  if (outChannels < 4 || outChannels % 4 !== 0) return undefined;
  if (rows === 0 || height < 2 || width < 2) return undefined;
  return cheaperTile(convolution);
}
