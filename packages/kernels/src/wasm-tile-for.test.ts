import { wasmTileFor } from './wasm-tile-for.js';

const layer = {
  direction: 'filterGradient',
  ...{ rows: 64, height: 32, width: 32, inChannels: 16, outChannels: 16 },
} as const;

test.each([
  [{}, 4],
  [{ inChannels: 4, outChannels: 8 }, 4],
  [{ height: 2, width: 2 }, 2],
  [{ height: 1 }, undefined],
  [{ rows: 0 }, undefined],
  [{ inChannels: 3 }, undefined],
  [{ outChannels: 6 }, undefined],
  [{ inChannels: 0 }, undefined],
] as const)('%j: tiles of %s', (change, tile) => {
  expect(wasmTileFor({ ...layer, ...change })).toBe(tile);
});
