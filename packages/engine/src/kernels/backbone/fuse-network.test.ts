import * as tf from '@tensorflow/tfjs';

import { opsOf } from '../../fixtures/ops-of.js';
import { DIRECT, useConvolutionAlgorithm } from '../convolution-algorithm.js';
import { type RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import type { TensorFlowBackend } from '../tensorflow-backend.js';
import { runBackward } from './backward.js';
import { runForward } from './forward.js';
import { fuseNetwork } from './fuse-network.js';
import { type Layer, parameterNames } from './layers.js';
import { BackboneParameters } from './parameters.js';
import { Tape } from './tape.js';

/** Where the kernels are loaded into TensorFlow. */
const hasKernels = () => tf.getBackend() === 'tensorflow' && useConvolutionAlgorithm() !== DIRECT;
afterEach(() => {
  useConvolutionAlgorithm();
});

const convolution = (input: number, filter: string, stride = 1) =>
  ({ op: 'convolution', input, filter, stride }) as const;
const norm = (input: number, name: string, relu: boolean, residual?: number) =>
  ({
    op: 'batchNorm',
    input,
    norm: name,
    relu,
    ...(residual !== undefined && { residual }),
  }) as const;

/** A stem, a block, and one with a convolution in its shortcut, as `fuseResiduals` gives them. */
const layers: readonly Layer[] = [
  ...[convolution(0, 'stem'), norm(1, 'bn', true)],
  ...[convolution(2, 'a1'), norm(3, 'n1', true), convolution(4, 'a2'), norm(5, 'n2', true, 2)],
  ...[convolution(6, 'short', 2), norm(7, 'n3', false)],
  ...[convolution(6, 'b1', 2), norm(9, 'n4', true), convolution(10, 'b2'), norm(11, 'n5', true, 8)],
];
const shapes: Readonly<Record<string, readonly [number, number, number, number]>> = {
  stem: [3, 3, 3, 16],
  a1: [3, 3, 16, 16],
  a2: [3, 3, 16, 16],
  short: [1, 1, 16, 32],
  b1: [3, 3, 16, 32],
  b2: [3, 3, 32, 32],
};
const filterShape = (name: string) => shapes[name] ?? [];
const channelsOf: Readonly<Record<string, number>> = {
  bn: 16,
  n1: 16,
  n2: 16,
  n3: 32,
  n4: 32,
  n5: 32,
};
const images = [4, 10, 9, 3];

function weights() {
  const made = Object.entries(shapes).map(
    ([name, shape], seed) =>
      [name, tf.randomNormal([...shape], 0, 0.2, 'float32', 1 + seed)] as const,
  );
  const vectors = Object.entries(channelsOf).flatMap(([name, channels], seed) =>
    ['weight', 'bias'].map(
      (part, at) =>
        [
          `${name}.${part}`,
          tf.randomUniform([channels], 0.5, 1.5, 'float32', 90 + 2 * seed + at),
        ] as const,
    ),
  );
  return Object.fromEntries<tf.Tensor>([...made, ...vectors]);
}

/** What forward and backward pass give: the feature, statistics, and gradients in the order of `parameterNames`. */
function run(some: readonly Layer[], splits: number): number[][] {
  const raw = RawTensorFlow.of(tf.backend() as unknown as TensorFlowBackend);
  const parameters = new BackboneParameters(raw, weights(), 'float32');
  const x = raw.borrow(tf.randomNormal([...images], 0, 1, 'float32', 50));
  const norms = { splits, epsilon: 1e-5 };
  const tape = new Tape(some, parameters, images, norms);
  const forward = runForward(raw, some, x, parameters, { training: true, ...norms }, tape);
  const dFeature = raw.borrow(tf.randomNormal([...forward.feature.shape], 0, 1, 'float32', 51));
  const gradients = runBackward(raw, tape, dFeature);
  for (const one of [x, dFeature, tape]) one.release();
  const all = [
    ...[forward.feature, ...forward.statistics],
    ...parameterNames(some).map((name) => gradients.get(name) as RawTensor),
  ];
  return all.map((tensor) => [...raw.give(tensor).dataSync()]);
}

test.each([1, 2])('in one call with %d groups, numbers are the same to the bit', (splits) => {
  if (!hasKernels()) return;
  const fused = fuseNetwork(layers, images, filterShape);
  expect(fused.map(({ op }) => op)).toEqual(['convolution', 'network']);
  expect(parameterNames(fused)).toEqual(parameterNames(layers));
  let once: number[][] = [];
  const ops = opsOf(() => {
    once = run(fused, splits);
  });
  expect(ops.filter((name) => name.startsWith('JsslNetwork'))).toHaveLength(2);
  expect(ops.filter((name) => name.startsWith('JsslBatchNorm'))).toEqual([]);
  expect(once).toHaveLength(1 + 12 + 18);
  expect(once).toEqual(run(layers, splits));
});

test('without a tape nothing is left, and with one nothing is left after its release', () => {
  if (!hasKernels()) return;
  const { binding } = tf.backend() as unknown as TensorFlowBackend;
  const fused = fuseNetwork(layers, images, filterShape);
  tf.tidy(() => run(fused, 1).length);
  const before = binding.getNumOfTensors();
  tf.tidy(() => run(fused, 1).length);
  expect(binding.getNumOfTensors()).toBe(before);
});

test('layers that other kernels compute, or that are large, run one by one', () => {
  if (!hasKernels()) return;
  const large = [64, 64, 64, 3];
  expect(fuseNetwork(layers, large, filterShape)).toBe(layers);
  const narrow = (name: string) => (name === 'b2' ? [3, 3, 32, 8] : filterShape(name));
  expect(fuseNetwork(layers, images, narrow)).toBe(layers);
  // After a max-pool, and with a value from before it.
  const pooled: readonly Layer[] = [
    ...layers.slice(0, 2),
    { op: 'maxPool', input: 2 },
    ...[convolution(3, 'a1'), norm(4, 'n1', true), convolution(5, 'a2')],
  ];
  const behind = [...pooled, norm(6, 'n2', true, 3)];
  expect(fuseNetwork(behind, images, filterShape).map(({ op }) => op)).toEqual([
    ...['convolution', 'batchNorm', 'maxPool', 'network'],
  ]);
  const across = [...pooled, norm(6, 'n2', true, 2)];
  expect(fuseNetwork(across, images, filterShape)).toBe(across);
  useConvolutionAlgorithm(DIRECT);
  expect(fuseNetwork(layers, images, filterShape)).toBe(layers);
});
