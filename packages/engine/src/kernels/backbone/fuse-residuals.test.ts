import { fuseResiduals } from './fuse-residuals.js';
import type { Layer } from './layers.js';

const convolution = (input: number): Layer => ({
  op: 'convolution',
  input,
  filter: 'filter',
  stride: 1,
});
const norm = (input: number, relu: boolean): Layer => ({
  op: 'batchNorm',
  input,
  norm: 'norm',
  relu,
});

test('the sum with a shortcut becomes a part of the norm before it, and later values get new numbers', () => {
  const layers: Layer[] = [
    convolution(0),
    norm(1, true),
    convolution(2),
    norm(3, false),
    { op: 'addRelu', inputs: [4, 2] },
    convolution(5),
    norm(6, false),
    convolution(5),
    norm(8, false),
    { op: 'addRelu', inputs: [7, 9] },
    { op: 'maxPool', input: 10 },
  ];
  expect(fuseResiduals(layers)).toEqual([
    convolution(0),
    norm(1, true),
    convolution(2),
    { ...norm(3, true), residual: 2 },
    convolution(4),
    norm(5, false),
    convolution(4),
    { ...norm(7, true), residual: 6 },
    { op: 'maxPool', input: 8 },
  ]);
});

test.each([
  ['a norm with a ReLU', [norm(0, true), { op: 'addRelu', inputs: [1, 0] }]],
  ['a norm twice', [norm(0, false), { op: 'addRelu', inputs: [1, 1] }]],
  [
    'a norm that is read again',
    [norm(0, false), { op: 'addRelu', inputs: [1, 0] }, { op: 'addRelu', inputs: [1, 2] }],
  ],
  [
    'a norm that is not the last layer',
    [norm(0, false), convolution(1), { op: 'addRelu', inputs: [1, 2] }],
  ],
] as [string, Layer[]][])('a sum of %s stays', (_, layers) => {
  expect(fuseResiduals(layers)).toEqual(layers);
});
