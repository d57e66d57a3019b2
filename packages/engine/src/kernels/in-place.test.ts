import * as tf from '@tensorflow/tfjs';

import type { TensorFlowBackend } from './tensorflow-backend.js';

/** Runs a kernel that TensorFlow's backend has; its callers compose it where another lacks it. */
function run(name: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor[] | undefined {
  const isKnown = (tf.getKernel(name, tf.getBackend()) as unknown) !== undefined;
  if (tf.getBackend() === 'tensorflow') expect(isKnown).toBe(true);
  return isKnown ? tf.engine().runKernel(name, inputs, { ...attributes }) : undefined;
}

const values = (tensor: tf.Tensor | undefined) => [...(tensor?.dataSync() ?? [])];

function held(): [number, number | undefined] {
  const { binding } = tf.backend() as unknown as Partial<TensorFlowBackend>;
  return [tf.memory().numTensors, binding?.getNumOfTensors()];
}

const adam = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  step: 1,
};

describe('JsslAdam', () => {
  test('two steps by hand', () => {
    const parameter = tf.variable(tf.tensor1d([1, -2]));
    const first = tf.variable(tf.zeros([2]));
    const second = tf.variable(tf.zeros([2]));
    const step = (gradient: number[], number: number) => {
      const inputs = { parameter, first, second, gradient: tf.tensor1d(gradient) };
      const outputs = run('JsslAdam', inputs, { ...adam, step: number });
      [parameter, first, second].forEach((variable, at) => {
        if (outputs?.[at]) variable.assign(outputs[at]);
      });
      return outputs !== undefined;
    };
    if (!step([0.5, -3], 1)) return;
    // The first step is lr · g / |g|; the moments (1 − β₁) g and (1 − β₂) g².
    [0.9, -1.9].forEach((value, at) => {
      expect(Math.abs((values(parameter)[at] ?? NaN) - value)).toBeLessThan(1e-6);
    });
    expect(values(first)[0]).toBeCloseTo(0.05, 7);
    // 1 − β₂ is taken from the float32 β₂, off by 1.3e-5 of itself.
    expect(values(second)[0]).toBeCloseTo(0.00025, 7);
    step([-0.5, -3], 2);
    // m = 0.9 · 0.05 − 0.05 = −0.005, m̂ = m / (1 − 0.81); v̂ = 0.25: 0.9 + 0.1 · 0.0263158 / 0.5
    expect(
      Math.abs((values(parameter)[0] ?? NaN) - (0.9 + (0.1 * 0.005) / 0.19 / 0.5)),
    ).toBeLessThan(1e-6);
  });

  test('weight decay is added to the gradient', () => {
    const inputs = {
      parameter: tf.tensor1d([4]),
      first: tf.zeros([1]),
      second: tf.zeros([1]),
      gradient: tf.tensor1d([1]),
    };
    const outputs = run('JsslAdam', inputs, { ...adam, weightDecay: 0.5 });
    if (outputs) expect(values(outputs[1])[0]).toBeCloseTo(0.3, 6);
  });
});

describe('JsslMoveTowards', () => {
  test('a value moves by the rate, and stays where it is equal', () => {
    const inputs = { value: tf.tensor1d([1, 0.1]), target: tf.tensor1d([3, 0.1]) };
    const outputs = run('JsslMoveTowards', inputs, { rate: 0.25 });
    if (outputs) expect(values(outputs[0])).toEqual([1.5, Math.fround(0.1)]);
  });
});

describe('JsslWriteRows', () => {
  test('rows are written from the start on', () => {
    const inputs = { matrix: tf.tensor2d([[1], [2], [3], [4]]), rows: tf.tensor2d([[8], [9]]) };
    const outputs = run('JsslWriteRows', inputs, { start: 1 });
    if (outputs) expect(values(outputs[0])).toEqual([1, 8, 9, 4]);
  });
});

describe('work in place', () => {
  /** Moves a value to its target's half in `steps` steps, each result put in the value's place. */
  function halve(variable: tf.Variable, target: tf.Tensor): boolean {
    return tf.tidy(() => {
      const outputs = run('JsslMoveTowards', { value: variable, target }, { rate: 0.5 });
      if (outputs?.[0]) variable.assign(outputs[0]);
      return outputs !== undefined;
    });
  }

  test('an array that a tensor was made of never changes', () => {
    const array = Float32Array.of(8, 8);
    const variable = tf.variable(tf.tensor1d(array));
    const target = tf.zeros([2]);
    if (!halve(variable, target)) return;
    halve(variable, target);
    expect(values(variable)).toEqual([2, 2]);
    expect([...array]).toEqual([8, 8]);
  });

  test('a tensor that shares the values keeps them', () => {
    const variable = tf.variable(tf.tensor1d([8]));
    const target = tf.zeros([1]);
    if (!halve(variable, target)) return;
    const shared = tf.reshape(variable, [1, 1]);
    halve(variable, target);
    halve(variable, target);
    expect(values(variable)).toEqual([1]);
    expect(values(shared)).toEqual([4]);
  });

  test('no tensor and no handle is left over', () => {
    const variable = tf.variable(tf.tensor1d([8]));
    const target = tf.zeros([1]);
    halve(variable, target);
    const before = held();
    for (let step = 0; step < 3; step++) halve(variable, target);
    expect(held()).toEqual(before);
  });

  test('an op that fails leaves the value as it was', () => {
    const variable = tf.variable(tf.tensor1d([8, 8]));
    const zeros = tf.zeros([2]);
    if (!halve(variable, zeros)) return;
    const before = held();
    const tooLong = tf.tensor1d([1, 2, 3]);
    expect(() => halve(variable, tooLong)).toThrow('Incompatible shapes');
    expect(values(variable)).toEqual([4, 4]);
    tooLong.dispose();
    expect(held()).toEqual(before);
  });
});
