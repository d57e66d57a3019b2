import type { TileSize } from '@jssl/kernels';

import { oneDnnFeatures } from '../../machine/one-dnn-features.js';
import { findInstructionsBy } from './bfloat16-instructions.js';
import { tilesPayInBfloat16, windowsPayInBfloat16 } from './bfloat16-pays.js';

afterEach(() => {
  findInstructionsBy(oneDnnFeatures);
});

const on = (...instructions: string[]) => {
  findInstructionsBy(() => instructions);
};
const tiles = () => {
  const sizes: TileSize[] = [2, 4];
  const pay = (direction: 'forward' | 'inputGradient' | 'filterGradient') =>
    sizes.filter((tile) => tilesPayInBfloat16(direction, tile));
  return [pay('forward'), pay('inputGradient'), pay('filterGradient')];
};
const strided = { direction: 'filterGradient', kernel: 1, stride: 2, outChannels: 512 } as const;

test('without instructions for bfloat16, the kernels take all that they take in float32', () => {
  on('avx2', 'avx512f');
  expect(tiles()).toEqual([
    [2, 4],
    [2, 4],
    [2, 4],
  ]);
  expect(windowsPayInBfloat16({ ...strided, direction: 'forward', kernel: 3 })).toBe(true);
});

test.each(['avx512_bf16', 'bf16'])(
  'with vectors of it (%s), where they save more than half',
  (one) => {
    on(one);
    expect(tiles()).toEqual([[4], [4], [2, 4]]);
    expect(windowsPayInBfloat16(strided)).toBe(true);
    for (const other of [
      { outChannels: 1024 },
      { stride: 1 },
      { kernel: 3 },
      { direction: 'forward' as const },
    ]) {
      expect(windowsPayInBfloat16({ ...strided, ...other })).toBe(false);
    }
  },
);

test('with matrix units, none', () => {
  on('avx512_bf16', 'amx_bf16');
  expect(tiles()).toEqual([[], [], []]);
  expect(windowsPayInBfloat16(strided)).toBe(false);
});
