import * as tf from '@tensorflow/tfjs';

import { prepareWasm } from './prepare-wasm.js';

let before: string;
beforeAll(() => {
  before = tf.getBackend();
  prepareWasm();
});
afterEach(async () => {
  await tf.setBackend(before);
});

/** Numbers in [-1, 1] that are the same on every backend. */
function numbers<R extends tf.Rank>(shape: readonly number[], step: number): tf.Tensor<R> {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: size }, (_, at) => Math.sin(step * (at + 1)));
  return tf.tensor<R>(values, [...shape] as tf.ShapeMap[R]);
}

/** The largest difference, relative to the largest value. */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [most, scale] = [0, 0];
  for (let at = 0; at < expected.length; at++) {
    most = Math.max(most, Math.abs((actual[at] ?? NaN) - (expected[at] ?? NaN)));
    scale = Math.max(scale, Math.abs(expected[at] ?? NaN));
  }
  return most / scale;
}

test('by hand: the gradient sums the image below the filter, times the gradient of the output', async () => {
  await tf.setBackend('wasm');
  const image = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const weights = tf.tensor4d([1, 10, 100, 1000], [1, 2, 2, 1]);
  const loss = (filter: tf.Tensor) =>
    tf.sum(tf.mul(tf.conv2d(image, filter as tf.Tensor4D, 1, 'valid'), weights));
  const gradient = tf.grad(loss)(tf.zeros([2, 2, 1, 1]));
  // For place (0, 0): 1·1 + 2·10 + 4·100 + 5·1000.
  expect([...gradient.dataSync()]).toEqual([5421, 6532, 8754, 9865]);
});

const shapes = [
  { image: [2, 6, 5, 3], filter: [3, 3, 3, 4], stride: 1, pad: 'same' },
  { image: [2, 8, 8, 2], filter: [3, 3, 2, 3], stride: 2, pad: 'same' },
  { image: [2, 8, 8, 2], filter: [3, 3, 2, 3], stride: 2, pad: 'valid' },
  { image: [2, 9, 8, 2], filter: [3, 3, 2, 3], stride: 2, pad: 1 },
  { image: [1, 7, 9, 2], filter: [1, 1, 2, 3], stride: 2, pad: 'valid' },
  { image: [2, 8, 7, 1], filter: [5, 5, 1, 2], stride: 2, pad: 'same' },
  { image: [1, 9, 9, 2], filter: [2, 3, 2, 2], stride: 3, pad: 'same' },
  { image: [1, 5, 5, 1], filter: [1, 1, 1, 1], stride: 3, pad: 'same' },
  { image: [2, 12, 12, 3], filter: [7, 7, 3, 4], stride: 2, pad: 3 },
  { image: [3, 1, 1, 4], filter: [1, 1, 4, 2], stride: 1, pad: 'valid' },
] as const;

test.each(shapes)('the gradient of %j is the one of plain JavaScript', async (one) => {
  const gradient = async (backend: string) => {
    await tf.setBackend(backend);
    const kept = tf.memory().numTensors;
    const gradients = tf.tidy(() => {
      const loss = (x: tf.Tensor4D, filter: tf.Tensor4D) => {
        const y = tf.conv2d(x, filter, one.stride, one.pad);
        return tf.sum<tf.Scalar>(tf.mul(y, numbers(y.shape, 0.3)));
      };
      const inputs = [numbers<tf.Rank.R4>(one.image, 0.7), numbers<tf.Rank.R4>(one.filter, 1.1)];
      return tf
        .grads(loss as (...inputs: tf.Tensor[]) => tf.Scalar)(inputs)
        .map((g) => g.dataSync());
    });
    expect(tf.memory().numTensors).toBe(kept);
    return gradients;
  };
  const expected = await gradient('cpu');
  const actual = await gradient('wasm');
  expected.forEach((values, at) => {
    expect(actual[at]).toHaveLength(values.length);
    expect(difference(actual[at] ?? [], values)).toBeLessThan(1e-6);
  });
});

test('a batch in another layout than NHWC is refused', async () => {
  await tf.setBackend('wasm');
  const kernel = tf.getKernel(tf.Conv2DBackpropFilter, 'wasm');
  const attrs = { dataFormat: 'NCHW' } as unknown as tf.NamedAttrMap;
  expect(() => kernel.kernelFunc({ inputs: {}, attrs, backend: tf.backend() })).toThrow(
    'conv2dBackpropFilter: dataFormat must be NHWC, got NCHW',
  );
});

test('every kernel that a residual network and its losses train with is on WebAssembly', async () => {
  const step = async (backend: string) => {
    await tf.setBackend(backend);
    return tf.tidy(() => {
      const stem = tf.variable(numbers<tf.Rank.R4>([3, 3, 3, 4], 0.7));
      const block = tf.variable(numbers<tf.Rank.R4>([3, 3, 4, 4], 1.3));
      const shortcut = tf.variable(numbers<tf.Rank.R4>([1, 1, 4, 4], 1.9));
      const head = tf.variable(numbers<tf.Rank.R2>([4, 5], 0.9));
      const scale = tf.variable(numbers<tf.Rank.R1>([4], 0.4));
      const offset = tf.variable(numbers<tf.Rank.R1>([4], 0.5));
      const variables: tf.Variable[] = [stem, block, shortcut, head, scale, offset];
      const normalize = (x: tf.Tensor4D) => {
        const { mean, variance } = tf.moments(x, [0, 1, 2]);
        return tf.batchNorm4d(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, 1e-5);
      };
      const unit = <T extends tf.Tensor>(x: T) => tf.div<T>(x, tf.norm(x, 2, 1, true));
      const loss = () => {
        let x: tf.Tensor4D = tf.relu(
          normalize(tf.conv2d(numbers<tf.Rank.R4>([4, 8, 8, 3], 0.3), stem, 1, 'same')),
        );
        x = tf.maxPool(x, 3, 1, 'same');
        const padded = tf.pad(x, [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ]);
        const deep = normalize(tf.conv2d(padded, block, 2, 'valid'));
        x = tf.relu(tf.add<tf.Tensor4D>(deep, tf.conv2d(x, shortcut, 2, 'valid')));
        const feature = unit(tf.mean<tf.Tensor2D>(x, [1, 2]));
        const rows = unit(tf.matMul(feature, head));
        const positive = tf.sum(tf.mul(rows, tf.reverse(rows, 0)), 1, true);
        const cosines = tf.matMul(rows, numbers<tf.Rank.R2>([6, 5], 0.6), false, true);
        const similarity = tf.add(tf.clipByValue(cosines, -0.9, 0.9), 1);
        const distance = tf.sub(2, tf.mul(2, cosines));
        const jaccard = tf.div(similarity, tf.maximum(tf.add(similarity, distance), 1e-3));
        const logits = tf.concat(
          [positive, tf.where(tf.greater(numbers(jaccard.shape, 0.2), 0), jaccard, 0)],
          1,
        );
        const entropies = tf.sub(
          tf.logSumExp(logits, 1),
          tf.slice(logits, [0, 0], [-1, 1]).flatten(),
        );
        const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 7);
        return tf.addN<tf.Scalar>([
          tf.mean(entropies),
          tf.losses.softmaxCrossEntropy(labels, logits),
          tf.mean(tf.squaredDifference(logits, 0.5)),
          tf.sum(tf.logSoftmax(logits)),
        ]);
      };
      const { value, grads } = tf.variableGrads(loss, variables);
      tf.train
        .adam(1e-3)
        .applyGradients(variables.map(({ name }) => ({ name, tensor: grads[name] as tf.Tensor })));
      const gradients = variables.map(({ name }) => grads[name]?.dataSync() ?? []);
      const shuffled = tf.gather(numbers<tf.Rank.R2>([3, 9], 0.8), tf.tensor1d([2, 0], 'int32'));
      const best = tf.topk(shuffled, 4).indices.dataSync();
      const moved = variables.map((variable) => variable.dataSync().slice());
      tf.dispose(variables);
      return { value: value.dataSync(), gradients, best, moved };
    });
  };
  const expected = await step('cpu');
  const actual = await step('wasm');
  expect(difference(actual.value, expected.value)).toBeLessThan(1e-6);
  expected.gradients.forEach((values, at) => {
    expect(difference(actual.gradients[at] ?? [], values)).toBeLessThan(1e-5);
  });
  expect([...actual.best]).toEqual([...expected.best]);
  expected.moved.forEach((values, at) => {
    // Adam's first step is the gradient's sign, which rounding decides where the gradient is near 0.
    expect(difference(actual.moved[at] ?? [], values)).toBeLessThan(1e-4);
  });
});
