import { type Convolution, tileFor } from './tile-for.js';

const layer: Convolution = {
  direction: 'forward',
  ...{ rows: 64, height: 32, width: 32, inChannels: 64, outChannels: 64 },
};
const square = (side: number) => ({ height: side, width: side });

test.each([
  [32, 64, 4],
  [16, 16, 4],
  [8, 64, 4],
  [4, 64, 4],
  [4, 16, 2],
  [5, 64, 2],
  [6, 64, 2],
  [2, 64, 2],
  [1, 64, undefined],
] as const)('maps of side %d in a batch of %d take tiles of %s', (side, rows, tile) => {
  expect(tileFor({ ...layer, ...square(side), rows })).toBe(tile);
});

test('many channels take large tiles for few tiles already', () => {
  const deep = { ...layer, inChannels: 512, outChannels: 512 };
  expect(tileFor({ ...deep, ...square(4), rows: 4 })).toBe(4);
  expect(tileFor({ ...deep, ...square(2), rows: 64 })).toBe(2);
});

test.each([1, 3, 8, 24, 0, 100])('%d channels stay with TensorFlow', (channels) => {
  expect(tileFor({ ...layer, inChannels: channels })).toBeUndefined();
  expect(tileFor({ ...layer, outChannels: channels })).toBeUndefined();
});

test('filter gradients of many pixels and few channels stay with TensorFlow', () => {
  const gradient: Convolution = { ...layer, direction: 'filterGradient', inChannels: 32 };
  expect(tileFor({ ...gradient, ...square(8) })).toBe(4);
  expect(tileFor({ ...gradient, ...square(9) })).toBeUndefined();
  expect(tileFor({ ...gradient, ...square(9), direction: 'inputGradient' })).toBe(2);
  expect(tileFor({ ...gradient, ...square(32), inChannels: 64 })).toBe(4);
});

test('maps of one pixel and rows of pixels do not pay', () => {
  expect(tileFor({ ...layer, ...square(1), direction: 'filterGradient' })).toBeUndefined();
  expect(tileFor({ ...layer, height: 1, width: 70, direction: 'filterGradient' })).toBeUndefined();
});

test('an empty batch stays with TensorFlow', () => {
  expect(tileFor({ ...layer, rows: 0 })).toBeUndefined();
});
