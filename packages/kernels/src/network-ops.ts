import { kernelsVersion } from './convolution-ops.js';
import type { TileSize } from './tile-for.js';

/**
 * A layer of the ops that run several. Value 0 is their input, layer i makes value i + 1.
 *
 * - `convolution`: parameter is the filter; of each direction the tile size, or undefined for products of windows;
 * - `norm`: batch norm with the statistics of the batch, the sum with the value `residual` if it is given, and ReLU;
 *   parameters are scale and offset;
 * - `bias`: adds a vector to each pixel;
 * - `unitRows`: each pixel's channels divided by their Euclidean norm, at least 1e-12.
 */
export type NetworkLayer =
  | {
      readonly kind: 'convolution';
      readonly input: number;
      readonly stride: number;
      readonly tiles: readonly [
        forward: TileSize | undefined,
        inputGradient: TileSize | undefined,
        filterGradient: TileSize | undefined,
      ];
    }
  | {
      readonly kind: 'norm';
      readonly input: number;
      readonly residual: number | undefined;
      readonly relu: boolean;
    }
  | { readonly kind: 'bias' | 'unitRows'; readonly input: number };

/**
 * The ops that run layers one after another in one call, and give all gradients in another. Each layer has the bits of
 * the op that computes it alone. All is float32 and NHWC; a matrix [N, C] stands for [N, 1, 1, C], and as a
 * filter [C, C'] for [1, 1, C, C'].
 *
 * - `forward`: inputs x and P parameters in the order of the layers; outputs y, what the gradient takes besides (empty
 *   unless attribute `record`), and mean and unbiased variance of each norm, S in all.
 * - `gradient`: inputs dy, x, y, tape and the parameters; outputs the gradients of x and of the parameters.
 *
 * Attributes of both: `layers` (see {@link networkText}), `groups` and `epsilon` as for `batchNormOps`, P. Each value
 * but the last is read once or twice.
 * @example
 * ```ts
 * import { networkOps } from '@jssl/kernels';
 *
 * console.log(networkOps.forward.name); // JsslNetworkV3
 * ```
 */
export const networkOps = {
  forward: { name: `JsslNetwork${kernelsVersion}` },
  gradient: { name: `JsslNetworkGradient${kernelsVersion}` },
} as const;

/** In the order of the C++ enumeration. */
const kinds: readonly NetworkLayer['kind'][] = ['convolution', 'norm', 'bias', 'unitRows'];

/**
 * Layers as the ops' attribute `layers`.
 * @example
 * ```ts
 * import { networkText } from '@jssl/kernels';
 *
 * const norm = { kind: 'norm', input: 0, residual: undefined, relu: true } as const;
 * console.log(networkText([norm, { kind: 'unitRows', input: 1 }])); // 1 0 -1 1 0 0 3 1 0 0 0 0
 * ```
 */
export function networkText(layers: readonly NetworkLayer[]): string {
  return layers
    .flatMap((layer) => {
      const { kind, input } = layer;
      const own =
        layer.kind === 'convolution'
          ? [layer.stride, ...layer.tiles.map((tile) => tile ?? 0)]
          : layer.kind === 'norm'
            ? [layer.residual ?? -1, Number(layer.relu), 0, 0]
            : [0, 0, 0, 0];
      return [kinds.indexOf(kind), input, ...own];
    })
    .join(' ');
}
