import * as tf from '@tensorflow/tfjs';

import { convolutionAlgorithm, DIRECT } from './convolution-algorithm.js';

const hasKernels = () => tf.getBackend() === 'tensorflow' && convolutionAlgorithm() !== DIRECT;
const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

const unitRows = (x: tf.Tensor) =>
  tf.div(x, tf.sqrt(tf.maximum(tf.sum(tf.square(x), 1, true), 1e-24)));
const epsilon = 1e-5;

/** The head by ordinary operations, each group of rows with batch norm of its own. */
function composedHead(tensors: readonly tf.Tensor[], splits: number): tf.Tensor {
  const [feature, hidden, scale, offset, weight, bias] = tensors as [
    tf.Tensor2D,
    tf.Tensor2D,
    ...tf.Tensor[],
  ];
  const size = feature.shape[0] / splits;
  const groups = Array.from({ length: splits }, (_, at) => {
    const group = tf.matMul(tf.slice(feature, [at * size, 0], [size, -1]), hidden);
    const { mean, variance } = tf.moments(group, 0);
    const normal = tf.div(tf.sub(group, mean), tf.sqrt(tf.add(variance, epsilon)));
    return tf.relu(tf.add(tf.mul(normal, scale as tf.Tensor), offset as tf.Tensor));
  });
  const active = groups.length > 1 ? tf.concat(groups) : groups[0];
  const rows = tf.matMul(active as tf.Tensor2D, weight as tf.Tensor2D);
  return unitRows(tf.add(rows, bias as tf.Tensor));
}

const names = ['feature', 'hiddenWeight', 'scale', 'offset', 'weight', 'bias'];
const head = (tensors: readonly tf.Tensor[], splits: number) =>
  tf
    .engine()
    .runKernel<tf.Tensor[]>(
      'JsslHeadTraining',
      Object.fromEntries(names.map((name, at) => [name, tensors[at] as tf.Tensor])),
      { splits, epsilon },
    );

function expectNear(actual: tf.Tensor, expected: tf.Tensor, tolerance: number): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThanOrEqual(tolerance);
}

// Rows of length 1; float32 sums of 40 products of a few units, in another order.
test.each([1, 3])(
  'a head with %d groups, and its gradients, as by ordinary operations',
  (splits) => {
    if (!hasKernels()) return;
    const tensors = [
      ...[normal([12, 40], 1), normal([40, 19], 2), normal([19], 3), normal([19], 4)],
      ...[normal([19, 7], 5), normal([7], 6)],
    ];
    const [rows, mean, variance] = head(tensors, splits) as [tf.Tensor, tf.Tensor, tf.Tensor];
    expectNear(rows, composedHead(tensors, splits), 2e-6);
    const hidden = tf.split(
      tf.matMul(tensors[0] as tf.Tensor2D, tensors[1] as tf.Tensor2D),
      splits,
    );
    const moments = hidden.map((group) => tf.moments(group, 0));
    const average = (all: tf.Tensor[]) => tf.mean(tf.stack(all), 0);
    const count = 12 / splits;
    expectNear(mean, average(moments.map((one) => one.mean)), 1e-5);
    const unbiased = tf.mul(average(moments.map((one) => one.variance)), count / (count - 1));
    expectNear(tf.div(variance, unbiased), tf.onesLike(variance), 1e-5);

    const dy = normal([12, 7], 7);
    const gradients = (of: (given: readonly tf.Tensor[]) => tf.Tensor) =>
      tf.grads((...given) => tf.sum(tf.mul(of(given), dy)))(tensors);
    const actual = gradients((given) => head(given, splits)[0] as tf.Tensor);
    gradients((given) => composedHead(given, splits)).forEach((expected, at) => {
      const scale = tf.max(tf.abs(expected));
      expectNear(tf.div(actual[at] as tf.Tensor, scale), tf.div(expected, scale), 1e-5);
    });
  },
);

test('unit rows, and their gradient, also of a row of zeros', () => {
  if (!hasKernels()) return;
  const x = tf.tensor2d([
    [3, 4],
    [0, 0],
    [-1e-3, 0],
  ]);
  const rows = (given: tf.Tensor) =>
    tf.engine().runKernel<tf.Tensor[]>('JsslUnitRows', { x: given })[0] as tf.Tensor;
  expectNear(rows(x), tf.tensor2d([0.6, 0.8, 0, 0, -1, 0], [3, 2]), 1e-7);
  const dy = tf.tensor2d([1, 2, 1e-12, 0, 5, 0.5], [3, 2]);
  const dx = tf.grad((given) => tf.sum(tf.mul(rows(given), dy)))(x);
  // y · dy = 2.2; (1 − 0.6 · 2.2) / 5, (2 − 0.8 · 2.2) / 5; along a row nothing changes.
  expectNear(tf.slice(dx, [0, 0], [1, 2]), tf.tensor2d([[-0.064, 0.048]]), 1e-7);
  expectNear(tf.slice(dx, [1, 0], [2, 2]), tf.tensor2d([1, 0, 0, 500], [2, 2]), 1e-4);
});
