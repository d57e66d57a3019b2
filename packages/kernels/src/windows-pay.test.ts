import { type WindowConvolution, windowsPay } from './windows-pay.js';

const layer: WindowConvolution = {
  direction: 'forward',
  ...{ rows: 64, height: 16, width: 16, inChannels: 64, outChannels: 128, kernel: 3, stride: 2 },
};

test('every stride above 1 pays, but not the gradient for images', () => {
  for (const direction of ['forward', 'inputGradient', 'filterGradient'] as const) {
    for (const kernel of [1, 3, 7]) expect(windowsPay({ ...layer, direction, kernel })).toBe(true);
  }
  const stem = { ...layer, inChannels: 3, kernel: 7 };
  expect(windowsPay(stem)).toBe(true);
  expect(windowsPay({ ...stem, direction: 'inputGradient' })).toBe(false);
});

test('of 1x1 convolutions of stride 1 the filter gradient pays', () => {
  const pointwise = { ...layer, kernel: 1, stride: 1 };
  expect(windowsPay(pointwise)).toBe(false);
  expect(windowsPay({ ...pointwise, direction: 'inputGradient' })).toBe(false);
  expect(windowsPay({ ...pointwise, direction: 'filterGradient' })).toBe(true);
});

test.each([
  [8, 8, false, false],
  [3, 64, false, true],
  [16, 16, false, false],
  [24, 24, true, true],
  [40, 16, false, false],
] as const)(
  'from %d to %d channels with stride 1: forward %s, filter gradient %s',
  (inChannels, outChannels, forward, filterGradient) => {
    const plain = { ...layer, stride: 1, inChannels, outChannels };
    expect(windowsPay(plain)).toBe(forward);
    expect(windowsPay({ ...plain, direction: 'filterGradient' })).toBe(filterGradient);
  },
);

test('maps of one pixel pay; empty ones and even kernels do not', () => {
  const pixel = { ...layer, stride: 1, height: 1, width: 1, inChannels: 16 };
  expect(windowsPay(pixel)).toBe(true);
  expect(windowsPay({ ...layer, rows: 0 })).toBe(false);
  expect(windowsPay({ ...layer, kernel: 2 })).toBe(false);
});
