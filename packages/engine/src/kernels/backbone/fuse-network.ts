import {
  type ConvolutionDirection,
  type NetworkLayer,
  networkText,
  type TileSize,
} from '@jssl/kernels';

import { usesWindows, winogradTile } from '../convolution-algorithm.js';
import { inputsOf, type Layer } from './layers.js';

type Maps = readonly [rows: number, height: number, width: number, channels: number];

/** What all maps of a backbone may take together, in bytes: in one call they are freed only at the end. */
const MOST_BYTES = 16 * 2 ** 20;

/**
 * The layers with those behind the stem replaced by one that runs them in one call, where the kernels of
 * `@jssl/kernels` compute each of them anyway and all maps are small. In a large step calls are of no account, and
 * layer by layer each map is freed once its gradient is known.
 * @param layers by `fuseResiduals`.
 * @param images their shape [N, H, W, C]; they are float32.
 * @param filterShape of a filter by its name.
 * @returns the layers themselves where they are computed one by one.
 */
export function fuseNetwork(
  layers: readonly Layer[],
  images: readonly number[],
  filterShape: (name: string) => readonly number[],
): readonly Layer[] {
  const values = [images as Maps];
  const taken: (NetworkLayer | undefined)[] = [];
  for (const layer of layers) {
    const [input = 0] = inputsOf(layer);
    const maps = values[input] as Maps;
    const filter = layer.op === 'convolution' ? filterShape(layer.filter) : undefined;
    values.push(outputOf(layer, maps, filter));
    taken.push(takenLayer(layer, maps, filter));
  }
  const first = Math.max(1, 1 + taken.lastIndexOf(undefined));
  const rest = layers.slice(first);
  const bytes = values.map((shape) => shape.reduce((product, length) => product * length, 4));
  if (bytes.reduce((sum, one) => sum + one, 0) > MOST_BYTES) return layers;
  if (rest.length < 2 || rest.flatMap(inputsOf).some((input) => input < first)) return layers;
  const shifted = (taken.slice(first) as NetworkLayer[]).map((layer) => {
    const input = layer.input - first;
    if (layer.kind !== 'norm' || layer.residual === undefined) return { ...layer, input };
    return { ...layer, input, residual: layer.residual - first };
  });
  const norms = rest.filter(({ op }) => op === 'batchNorm').length;
  return [
    ...layers.slice(0, first),
    { op: 'network', input: first, layers: rest, network: { text: networkText(shifted), norms } },
  ];
}

function outputOf(
  layer: Layer,
  maps: Maps,
  filter: readonly number[] | undefined,
): readonly [number, number, number, number] {
  if (layer.op !== 'convolution' && layer.op !== 'maxPool') return maps;
  const [rows, height, width, channels] = maps;
  const stride = layer.op === 'convolution' ? layer.stride : 2;
  const side = (length: number) => Math.floor((length - 1) / stride) + 1;
  return [rows, side(height), side(width), filter?.[3] ?? channels];
}

/** A layer as the op takes it; undefined if the kernels don't compute it. */
function takenLayer(
  layer: Layer,
  maps: Maps,
  filter: readonly number[] = [],
): NetworkLayer | undefined {
  if (layer.op === 'batchNorm') {
    const { input, relu, residual } = layer;
    return { kind: 'norm', input, relu, residual };
  }
  if (layer.op !== 'convolution') return undefined;
  const { input, stride } = layer;
  const [rows, height, width] = maps;
  const [kernel = 0, across, inChannels = 0, outChannels = 0] = filter;
  const shape = { rows, height, width, inChannels, outChannels };
  let isTaken = kernel === across;
  const tile = (direction: ConvolutionDirection): TileSize | undefined => {
    const side = stride === 1 && kernel === 3 ? winogradTile({ direction, ...shape }) : undefined;
    isTaken &&= side !== undefined || usesWindows({ direction, ...shape, kernel, stride });
    return side;
  };
  const tiles = [tile('forward'), tile('inputGradient'), tile('filterGradient')] as const;
  return isTaken ? { kind: 'convolution', input, stride, tiles } : undefined;
}
