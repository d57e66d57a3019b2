import type * as Algorithm from './convolution-algorithm.js';

const before = process.env['JSSL_CONVOLUTION'];
let algorithm: typeof Algorithm;

beforeEach(async () => {
  delete process.env['JSSL_CONVOLUTION'];
  jest.resetModules();
  algorithm = await import('./convolution-algorithm.js');
});
afterAll(() => {
  if (before === undefined) delete process.env['JSSL_CONVOLUTION'];
  else process.env['JSSL_CONVOLUTION'] = before;
});

test.each([
  ['AVX2', undefined, 'winograd V3'],
  ['AVX-512', undefined, 'winograd V3'],
  ['AVX-512', 'direct', 'direct'],
  ['SSE', undefined, 'direct'],
  ['NEON', '', 'direct'],
  ['SSE', 'winograd', 'winograd V3'],
  ['WebAssembly SIMD', undefined, 'winograd V3'],
  ['WebAssembly SIMD', 'direct', 'direct'],
])('with %s and JSSL_CONVOLUTION=%s it is %s', (instructionSet, requested, expected) => {
  expect(algorithm.convolutionAlgorithm()).toBe('direct');
  if (requested !== undefined) process.env['JSSL_CONVOLUTION'] = requested;
  expect(algorithm.offerConvolutionKernels(instructionSet)).toEqual({
    version: 'V3',
    instructionSet,
  });
  expect(algorithm.convolutionAlgorithm()).toBe(expected);
  expect(algorithm.algorithmForRun()).toBe(expected);
});

test('a run keeps the algorithm that it began with where there is that', () => {
  expect(algorithm.algorithmForRun('winograd V3')).toBe('direct');
  algorithm.offerConvolutionKernels('AVX2');
  expect(algorithm.algorithmForRun('direct')).toBe('direct');
  expect(algorithm.algorithmForRun('winograd V3')).toBe('winograd V3');
  expect(algorithm.algorithmForRun('winograd V1')).toBe('winograd V3');
});

test('what JSSL_CONVOLUTION asks for comes before what a run began with', () => {
  process.env['JSSL_CONVOLUTION'] = 'winograd';
  algorithm.offerConvolutionKernels('SSE');
  expect(algorithm.algorithmForRun('direct')).toBe('winograd V3');
});

test('JSSL_CONVOLUTION counts from its next use', () => {
  algorithm.offerConvolutionKernels('AVX2');
  process.env['JSSL_CONVOLUTION'] = 'direct';
  expect(algorithm.convolutionAlgorithm()).toBe('winograd V3');
  expect(algorithm.algorithmForRun('winograd V3')).toBe('direct');
  expect(algorithm.useConvolutionAlgorithm()).toBe('direct');
});

test('another algorithm can be used for a while, and one that is missing is not', () => {
  algorithm.offerConvolutionKernels('AVX2');
  const layer = { direction: 'forward', rows: 2, height: 4, width: 4 } as const;
  const tile = () => algorithm.winogradTile({ ...layer, inChannels: 16, outChannels: 16 });
  expect(tile()).toBe(2);
  expect(algorithm.useConvolutionAlgorithm('direct')).toBe('direct');
  expect(tile()).toBeUndefined();
  expect(algorithm.useConvolutionAlgorithm('winograd V1')).toBe('winograd V3');
  expect(algorithm.useConvolutionAlgorithm()).toBe('winograd V3');
});

test('an unknown JSSL_CONVOLUTION is an error in a sentence', () => {
  process.env['JSSL_CONVOLUTION'] = 'fast';
  expect(() => algorithm.requestedConvolution()).toThrow(
    'JSSL_CONVOLUTION must be winograd or direct, got fast',
  );
});

test('what follows the algorithm is told when it changes, and only then', () => {
  const told: boolean[] = [];
  algorithm.offerConvolutionKernels('AVX2', (isDirect) => told.push(isDirect));
  expect(told).toEqual([false]);
  algorithm.useConvolutionAlgorithm();
  algorithm.useConvolutionAlgorithm('direct');
  algorithm.useConvolutionAlgorithm('direct');
  algorithm.useConvolutionAlgorithm();
  expect(told).toEqual([false, true, false]);
  algorithm.offerConvolutionKernels('SSE', (isDirect) => told.push(isDirect));
  expect(told).toEqual([false, true, false, true]);
});

test('kernels may take other shapes than those that are usual', () => {
  const layer = {
    direction: 'forward',
    ...{ rows: 8, height: 8, width: 8, inChannels: 4, outChannels: 4, kernel: 1, stride: 1 },
  } as const;
  algorithm.offerConvolutionKernels('AVX2');
  expect([algorithm.winogradTile(layer), algorithm.usesWindows(layer)]).toEqual([undefined, false]);
  const shapes = { tileFor: () => 2 as const, windowsPay: () => true };
  algorithm.offerConvolutionKernels('WebAssembly SIMD', undefined, shapes);
  expect([algorithm.winogradTile(layer), algorithm.usesWindows(layer)]).toEqual([2, true]);
  algorithm.useConvolutionAlgorithm('direct');
  expect([algorithm.winogradTile(layer), algorithm.usesWindows(layer)]).toEqual([undefined, false]);
});
