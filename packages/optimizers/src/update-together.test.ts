import * as tf from '@tensorflow/tfjs-core';

import { clipFactor, gradientNorm } from './gradients.js';
import { applyOptimizer, createOptimizer, type OptimizerOptions } from './optimizer.js';

/** The optional kernels of the backend that work on all parameters in one call. */
const kernels = ['JsslUpdateTogether', 'JsslNormTogether'];

/** Runs `compute` as on a backend without these kernels. */
function withoutKernels<T>(compute: () => T): T {
  const found = kernels.flatMap((name) => {
    const kernel = tf.getKernel(name, tf.getBackend()) as tf.KernelConfig | undefined;
    return kernel ? [kernel] : [];
  });
  for (const { kernelName, backendName } of found) tf.unregisterKernel(kernelName, backendName);
  try {
    return compute();
  } finally {
    for (const kernel of found) tf.registerKernel(kernel);
  }
}

// Less than a vector, no whole number of vectors, and more than one thread's share.
const shapes: readonly number[][] = [[1], [7], [5, 3], [], [200, 210], [3, 1, 1, 2], [0]];

/** Values in [-1, 1] without a pattern. */
function values(shape: number[], seed: number): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tidy(() => tf.reshape(tf.sin(tf.mul(tf.range(1, size + 1), seed + 0.37)), shape));
}

/** All parameters, then all moments, after four steps. */
function afterSteps(options: OptimizerOptions, clip?: number): Float32Array {
  const parameters = Object.fromEntries(
    shapes.map((shape, at) => [`p${at}`, tf.variable(values(shape, at + 1))]),
  );
  const optimizer = createOptimizer(parameters, options);
  for (let step = 0; step < 4; step++) {
    tf.tidy(() => {
      const gradients = Object.fromEntries(
        shapes.map((shape, at) => [`p${at}`, values(shape, 100 * step + at + 50)]),
      );
      const gradientScale = clip === undefined ? undefined : tf.scalar(clip);
      applyOptimizer(optimizer, parameters, {
        ...{ gradients, learningRate: 0.1 / (step + 1), gradientScale },
      });
    });
  }
  const all = [...Object.values(parameters), ...Object.values(optimizer.moments)];
  const results = tf
    .concat(all.map((variable) => tf.reshape(variable, [-1])))
    .dataSync<'float32'>();
  tf.dispose(all);
  return results;
}

function worstDifference(actual: Float32Array, expected: Float32Array): number {
  return expected.reduce(
    (most, value, at) => Math.max(most, Math.abs((actual[at] ?? NaN) - value)),
    0,
  );
}

test.each<[string, OptimizerOptions, number | undefined]>([
  ['adam', { optimizer: 'adam' }, undefined],
  ['adam with decay', { optimizer: 'adam', weightDecay: 0.01 }, undefined],
  ['clipped adam', { optimizer: 'adam', weightDecay: 0.01 }, 0.3],
  ['adamw', { optimizer: 'adamw', weightDecay: 0.02 }, undefined],
  ['clipped adamw', { optimizer: 'adamw', weightDecay: 0.02 }, 0.7],
  ['sgd', { optimizer: 'sgd', momentum: 0 }, undefined],
  ['sgd with momentum and decay', { optimizer: 'sgd', weightDecay: 0.01 }, undefined],
  ['clipped sgd', { optimizer: 'sgd', weightDecay: 0.01 }, 0.1],
])('%s: the numbers of one parameter after the other', (_, options, clip) => {
  const together = afterSteps(options, clip);
  const expected = withoutKernels(() => afterSteps(options, clip));
  if (tf.getBackend() === 'tensorflow') {
    expect(Buffer.compare(Buffer.from(together.buffer), Buffer.from(expected.buffer))).toBe(0);
  }
  // Elsewhere the operations have another order: some roundings of values up to 1 differ in each of four steps.
  expect(worstDifference(together, expected)).toBeLessThan(1e-6);
});

test.each<[string, OptimizerOptions, number | undefined]>([
  ['lars', { optimizer: 'lars', weightDecay: 0.01 }, undefined],
  ['lars without decay', { optimizer: 'lars' }, undefined],
  ['clipped lars', { optimizer: 'lars', weightDecay: 0.01 }, 0.5],
])('%s: the numbers of one parameter after the other, but for the norms', (_, options, clip) => {
  const together = afterSteps(options, clip);
  const expected = withoutKernels(() => afterSteps(options, clip));
  // A norm of 42,000 float32 squares is off by 2e-6 of itself at most; the steps are at most 0.5 long.
  expect(worstDifference(together, expected)).toBeLessThan(2e-6);
});

test('the norm of all gradients, where float32 sums lose the small ones', () => {
  const gradients = {
    large: tf.fill([3], 4096),
    small: tf.fill([400, 250], 0.5),
    none: tf.zeros([0]),
  };
  const expected = Math.sqrt(3 * 4096 ** 2 + 100_000 * 0.25);
  expect(Math.abs((gradientNorm(gradients).dataSync()[0] ?? NaN) / expected - 1)).toBeLessThan(
    1e-6,
  );
  const clipped = clipFactor(gradientNorm(gradients), 1).dataSync()[0];
  expect((clipped ?? NaN) * expected).toBeCloseTo(1, 5);
});

describe('what shares a parameter’s values keeps them', () => {
  const views: readonly [string, (theta: tf.Variable) => tf.Tensor][] = [
    ['clone', (theta) => tf.clone(theta)],
    ['reshape', (theta) => tf.reshape(theta, [-1])],
    ['slice', (theta) => tf.slice(theta, [0], [16])],
    ['unstack', (theta) => tf.unstack(theta)[0] as tf.Tensor],
    ['transpose', (theta) => tf.transpose(theta, [0, 1])],
    ['tile', (theta) => tf.tile(theta, [1, 1])],
    [
      'pad',
      (theta) =>
        tf.pad(theta, [
          [0, 0],
          [0, 0],
        ]),
    ],
    ['another variable', (theta) => tf.variable(theta)],
  ];
  test.each(views)('%s', (_, view) => {
    const theta = tf.variable(tf.ones([32, 16]));
    const optimizer = createOptimizer({ theta }, { optimizer: 'sgd', momentum: 0 });
    const step = { gradients: { theta: tf.ones([32, 16]) }, learningRate: 0.25 };
    applyOptimizer(optimizer, { theta }, step);
    const shared = view(theta);
    applyOptimizer(optimizer, { theta }, step);
    applyOptimizer(optimizer, { theta }, step);
    expect([...new Set(shared.dataSync())]).toEqual([0.75]);
    expect([...new Set(theta.dataSync())]).toEqual([0.25]);
  });

  test('the array that a parameter was made of', () => {
    const array = Float32Array.of(1, 1);
    const theta = tf.variable(tf.tensor1d(array));
    const optimizer = createOptimizer({ theta }, { optimizer: 'sgd', momentum: 0 });
    const step = { gradients: { theta: tf.ones([2]) }, learningRate: 0.25 };
    applyOptimizer(optimizer, { theta }, step);
    applyOptimizer(optimizer, { theta }, step);
    expect([...theta.dataSync(), ...array]).toEqual([0.5, 0.5, 1, 1]);
  });
});

test('a parameter may be its own gradient, or be given under two names', () => {
  const theta = tf.variable(tf.scalar(8));
  const own = createOptimizer({ theta }, { optimizer: 'sgd', momentum: 0 });
  applyOptimizer(own, { theta }, { gradients: { theta }, learningRate: 0.5 });
  expect(theta.dataSync()[0]).toBe(4);
  const twice = { a: theta, b: theta };
  const both = createOptimizer(twice, { optimizer: 'sgd', momentum: 0 });
  const gradients = { a: tf.scalar(1), b: tf.scalar(2) };
  applyOptimizer(both, twice, { gradients, learningRate: 0.5 });
  expect(theta.dataSync()[0]).toBe(2.5);
});

test('a step without gradients, and one that fails, change nothing', () => {
  const parameters = { a: tf.variable(tf.ones([4])), b: tf.variable(tf.ones([4])) };
  const optimizer = createOptimizer(parameters, { optimizer: 'adam' });
  const step = (b: tf.Tensor, learningRate: number) => {
    applyOptimizer(optimizer, parameters, { gradients: { a: tf.ones([4]), b }, learningRate });
  };
  step(tf.ones([4]), 0);
  applyOptimizer(optimizer, parameters, { gradients: {}, learningRate: 1 });
  const kept = tf.clone(parameters.a);
  const before = tf.memory().numTensors;
  const wrong = tf.ones([5]);
  expect(() => {
    step(wrong, 1);
  }).toThrow();
  if ((tf.getKernel('JsslUpdateTogether', tf.getBackend()) as unknown) !== undefined) {
    expect([...parameters.a.dataSync()]).toEqual([1, 1, 1, 1]);
    const [first] = optimizer.moments['first/a']?.dataSync() ?? [];
    expect(first).toBeCloseTo(0.1, 6);
    expect(tf.memory().numTensors).toBe(before + 2);
  }
  expect([...kept.dataSync(), ...parameters.b.dataSync()]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});

test('no tensor and no handle is left over', () => {
  const held = () => {
    const { binding } = tf.backend() as unknown as { binding?: { getNumOfTensors(): number } };
    return [tf.memory().numTensors, binding?.getNumOfTensors()];
  };
  const parameters = { a: tf.variable(tf.ones([4])), b: tf.variable(tf.ones([2, 3])) };
  const shared = tf.clone(parameters.b);
  const optimizer = createOptimizer(parameters, { optimizer: 'adam' });
  const gradients = { a: tf.ones([4]), b: tf.ones([2, 3]) };
  const step = () => {
    applyOptimizer(optimizer, parameters, { gradients, learningRate: 0.1, gradientScale });
  };
  const gradientScale = tf.scalar(0.5);
  step();
  const before = held();
  for (let i = 0; i < 3; i++) step();
  expect(held()).toEqual(before);
  expect(shared.dataSync()[0]).toBe(1);
});
