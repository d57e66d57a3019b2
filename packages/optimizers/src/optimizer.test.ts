import * as tf from '@tensorflow/tfjs-core';

import { applyOptimizer, createOptimizer, type OptimizerOptions } from './optimizer.js';

/** A matrix and a vector after three steps of these gradients, at rates of 0.1, 0.05 and 0.02. */
function afterThreeSteps(options: OptimizerOptions): number[] {
  const parameters = {
    layer: tf.variable(tf.tensor2d([1, -2, 0.5, 3], [2, 2])),
    bias: tf.variable(tf.tensor1d([0.25, -1])),
  };
  const optimizer = createOptimizer(parameters, options);
  const steps = [
    [0.1, [0.1, -0.2, 0.3, 0.05], [1, -0.5]],
    [0.05, [-0.3, 0.1, 0.2, -0.4], [0.5, 0.25]],
    [0.02, [0.05, 0.6, -0.1, 0.2], [-1, 0.75]],
  ] as const;
  for (const [rate, layer, bias] of steps) {
    const gradients = { layer: tf.tensor2d([...layer], [2, 2]), bias: tf.tensor1d([...bias]) };
    applyOptimizer(optimizer, parameters, { gradients, learningRate: rate });
  }
  expect(optimizer.steps).toBe(3);
  optimizer.dispose();
  return [...parameters.layer.dataSync(), ...parameters.bias.dataSync()];
}

// torch 2.9.1 in float64, the same values and gradients with `group['lr']` set before each step:
// Adam(p, weight_decay=.01), AdamW(p, weight_decay=.01), SGD(p, momentum=.9, weight_decay=.01), SGD(p).
// PyTorch has no LARS: v = .9 v + lr r (g + .01 p), p -= v on tensors, r = .001 |p| / (|g| + .01 |p|),
// and for the bias r = 1 without the decay.
test.each<[string, OptimizerOptions, number[]]>([
  [
    'adam',
    { optimizer: 'adam', weightDecay: 0.01 },
    [0.927548814, -1.891126277, 0.34020212, 2.930460442, 0.101136356, -0.893092445],
  ],
  [
    'adamw',
    { optimizer: 'adamw', weightDecay: 0.01 },
    [0.928625312, -1.893893844, 0.339674655, 2.931126379, 0.10082987, -0.892844399],
  ],
  [
    'sgd',
    { optimizer: 'sgd', weightDecay: 0.01 },
    [1.000795769, -1.981596538, 0.438825632, 3.007668059, 0.074279257, -0.948955065],
  ],
  [
    'sgd without momentum',
    { optimizer: 'sgd', momentum: 0 },
    [1.004, -1.997, 0.462, 3.011, 0.145, -0.9775],
  ],
  [
    'lars',
    { optimizer: 'lars', weightDecay: 0.01 },
    [0.999899963, -1.999571391, 0.499133579, 3.000003998, -0.0485, -0.90325],
  ],
])('%s takes the steps of PyTorch', (_, options, expected) => {
  const actual = afterThreeSteps(options);
  expected.forEach((value, at) => {
    // Three steps of float32 on values of about 1.
    expect(Math.abs((actual[at] ?? NaN) - value)).toBeLessThan(5e-7);
  });
});

/** One parameter after one step. */
function afterOne(options: OptimizerOptions, value: number[], gradient: number[], rate: number) {
  const theta = tf.variable(tf.tensor2d([value]));
  const optimizer = createOptimizer({ theta }, options);
  applyOptimizer(
    optimizer,
    { theta },
    { gradients: { theta: tf.tensor2d([gradient]) }, learningRate: rate },
  );
  optimizer.dispose();
  return [...theta.dataSync()];
}

test('by hand: what the weight decay does', () => {
  // Adam's first step is the rate against the sign of g = −1 + 0.5·4 = 1.
  const [l2 = NaN] = afterOne({ optimizer: 'adam', weightDecay: 0.5 }, [4], [-1], 0.1);
  expect(l2).toBeCloseTo(3.9, 6);
  // Decoupled: 4·(1 − 0.1·0.5) = 3.8, and a step against the sign of −1.
  const [decoupled = NaN] = afterOne({ optimizer: 'adamw', weightDecay: 0.5 }, [4], [-1], 0.1);
  expect(decoupled).toBeCloseTo(3.9, 6);
  const [away = NaN] = afterOne({ optimizer: 'adamw', weightDecay: 0.5 }, [4], [1], 0.1);
  expect(away).toBeCloseTo(3.7, 6);
  // 4 − 0.1·(−1 + 0.5·4)
  const [plain = NaN] = afterOne({ optimizer: 'sgd', weightDecay: 0.5 }, [4], [-1], 0.1);
  expect(plain).toBeCloseTo(3.9, 6);
});

test.each(['adam', 'adamw'] as const)(
  'by hand: %s halves its first step for a gradient as small as its ε of 1e-8',
  (optimizer) => {
    // Once corrected, m = g and √v = |g|: θ − lr·g / (|g| + ε).
    const [halved = NaN] = afterOne({ optimizer }, [1], [1e-8], 0.1);
    expect(halved).toBeCloseTo(0.95, 6);
  },
);

test('by hand: LARS moves a layer by a thousandth of its length at a rate of 1, whatever the gradient', () => {
  for (const scale of [1e-6, 1, 1e6]) {
    // ‖θ‖ = 5, along the gradient (0, 1): 5·0.001.
    const [x = NaN, y = NaN] = afterOne({ optimizer: 'lars' }, [3, 4], [0, scale], 1);
    expect(x).toBe(3);
    expect(y).toBeCloseTo(3.995, 6);
  }
});

test('LARS moves a layer of zeros by its gradient, and nothing by no gradient', () => {
  expect(afterOne({ optimizer: 'lars' }, [0, 0], [0, 0.5], 0.5)).toEqual([0, -0.25]);
  expect(afterOne({ optimizer: 'lars' }, [3, 4], [0, 0], 1)).toEqual([3, 4]);
});

test('a parameter without a gradient stays as it is, a gradient without a parameter is an error', () => {
  const [theta, other] = [tf.variable(tf.tensor1d([1])), tf.variable(tf.tensor1d([2]))];
  const before = tf.memory().numTensors;
  const optimizer = createOptimizer({ theta, other }, { optimizer: 'adam', weightDecay: 1 });
  const gradient = tf.tensor1d([1]);
  applyOptimizer(
    optimizer,
    { theta, other },
    { gradients: { theta: gradient }, learningRate: 0.5 },
  );
  expect([theta.dataSync()[0], other.dataSync()[0]]).toEqual([expect.closeTo(0.5, 6), 2]);
  expect(() => {
    applyOptimizer(optimizer, { theta }, { gradients: { unknown: gradient }, learningRate: 0.5 });
  }).toThrow(
    'applyOptimizer: every gradient must belong to a parameter of the optimizer, got unknown',
  );
  expect(optimizer.steps).toBe(1);
  optimizer.dispose();
  gradient.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
