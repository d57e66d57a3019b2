import * as tf from '@tensorflow/tfjs';

import { prepareWasm } from '../prepare-wasm.js';
import { offerWasmKernels } from './offer-wasm-kernels.js';
import { heapOf } from './tensorflow-on-wasm.js';
import type { WasmBackend } from './wasm-backend.js';
import type { WasmBinding } from './wasm-binding.js';

let before: string;
let binding: WasmBinding;
beforeAll(async () => {
  before = tf.getBackend();
  if (before !== 'wasm') prepareWasm();
  await tf.setBackend('wasm');
  offerWasmKernels();
  ({ binding } = tf.backend() as unknown as { binding: WasmBinding });
});
afterAll(async () => {
  await tf.setBackend(before);
});

const { TF_FLOAT, TF_INT32 } = { TF_FLOAT: 1, TF_INT32: 3 };
const floats = (shape: number[], values: number[]) =>
  binding.createTensor(shape, TF_FLOAT, Float32Array.from(values));
const integers = (values: number[]) =>
  binding.createTensor([values.length], TF_INT32, Int32Array.from(values));

/** An op's first output as numbers; frees it and the inputs. */
function run(name: string, inputs: number[], attributes: Readonly<Record<string, unknown>> = {}) {
  const named = Object.entries(attributes).map(([key, value]) => ({ name: key, type: 0, value }));
  const [output] = binding.executeOp(name, named, inputs) as unknown as [{ id: number }];
  const { dataId, shape, dtype } = binding.give(output.id);
  for (const id of inputs) binding.deleteTensor(id);
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }, tf.engine().backend);
}

test('padding, and the part inside of it', () => {
  const padded = run('Pad', [
    floats([1, 1, 2, 2], [1, 2, 3, 4]),
    integers([0, 0, 1, 0, 1, 1, 0, 0]),
  ]);
  expect(padded.shape).toEqual([1, 2, 4, 2]);
  expect([...padded.dataSync()]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0]);
  const part = run('Slice', [
    floats([1, 2, 4, 2], [...padded.dataSync()]),
    integers([0, 1, 1, 0]),
    integers([1, 1, 2, 2]),
  ]);
  expect(part.shape).toEqual([1, 1, 2, 2]);
  expect([...part.dataSync()]).toEqual([1, 2, 3, 4]);
});

test('a factor, and pixels that become maps', () => {
  expect([...run('Mul', [floats([2], [3, 5]), floats([], [2])]).dataSync()]).toEqual([6, 10]);
  const maps = run('BroadcastTo', [floats([2, 1, 1, 1], [3, 5]), integers([2, 1, 3, 1])]);
  expect([...maps.dataSync()]).toEqual([3, 3, 3, 5, 5, 5]);
});

test('another shape shares the numbers until one of both is given away', () => {
  const kept = binding.getNumOfTensors();
  const one = floats([2, 3], [1, 2, 3, 4, 5, 6]);
  const shape = integers([3, 2]);
  const [other] = binding.executeOp('Reshape', [], [one, shape]) as unknown as [{ id: number }];
  const { dataId, dtype } = binding.give(other.id);
  const given = tf
    .engine()
    .makeTensorFromTensorInfo({ dataId, shape: [3, 2], dtype }, tf.engine().backend);
  binding.deleteTensor(one);
  binding.deleteTensor(shape);
  expect([...given.dataSync()]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(binding.getNumOfTensors()).toBe(kept);
});

test.each([
  ['AddV2', [[2], [3]], 'the terms of a sum must have one shape'],
  ['ReluGrad', [[2], [3]], 'a ReLU and its gradient must have one shape'],
  ['Mean', [[2, 3]], 'a mean over height and width is one of maps [N, H, W, C]'],
  ['Mul', [[2], [2]], 'a factor must be a scalar'],
  [
    'MaxPoolGrad',
    [
      [1, 3, 3, 1],
      [1, 2, 2, 1],
      [1, 2, 2, 1],
    ],
    'shapes must fit a max-pool 3x3',
  ],
  [
    'JsslConvV3',
    [
      [1, 3, 3, 2],
      [3, 3, 3, 1],
    ],
    'shapes must fit a convolution with an odd square',
  ],
  [
    'JsslConvV3',
    [
      [1, 3, 3, 2],
      [2, 2, 2, 1],
    ],
    'shapes must fit a convolution with an odd square',
  ],
  ['JsslBatchNormV3', [[0, 3, 3, 2], [0], [2], [2]], 'shapes must fit a batch norm of maps NHWC'],
  ['JsslBatchNormV3', [[1, 3, 3, 2], [0], [2], [3]], 'shapes must fit a batch norm of maps NHWC'],
  ['Cast', [[1]], 'WebAssembly has no op Cast'],
] as const)('%s of %j is refused', (name, shapes, message) => {
  const inputs = shapes.map((shape) => {
    const size = shape.reduce((product: number, length) => product * length, 1);
    return floats([...shape], new Array<number>(size).fill(0));
  });
  expect(() => binding.executeOp(name, [], inputs)).toThrow(message);
  for (const id of inputs) binding.deleteTensor(id);
});

test('what is not there is refused', () => {
  expect(() => {
    binding.deleteTensor(-1);
  }).toThrow('there is no tensor -1');
  expect(() => heapOf({} as WasmBackend)).toThrow('the WebAssembly backend has no kernels');
});

test('too little memory is an error', () => {
  const backend = tf.backend() as unknown as WasmBackend;
  const message = /^out of memory: WebAssembly has no \d+ more bytes$/;
  // More than a signed number says, which would be taken for less than none.
  expect(() => heapOf(backend).allocate(2 ** 32 - 65_536)).toThrow(message);
  const none = jest.spyOn(backend.wasm, '_malloc').mockReturnValueOnce(0);
  expect(() => heapOf(backend).make([2, 3])).toThrow(message);
  none.mockRestore();
});
