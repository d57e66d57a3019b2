import type { UpdateRule } from '@jssl/kernels';
import * as tf from '@tensorflow/tfjs';

import { opsOf } from '../fixtures/ops-of.js';
import { updateFlat } from './flat-updates.js';
import type { TensorFlowBackend } from './tensorflow-backend.js';

/** Its ops are TensorFlow's own, so that the CPU has them as a GPU does. */
const isNative = () => tf.getBackend() === 'tensorflow';
const backend = () => tf.backend() as unknown as TensorFlowBackend;

const SHAPES = [[3], [2, 2, 1, 3], [], [5, 1]];

/** Tensors of these shapes with values in [0.5, 1.5), which follow from the seed. */
const tensorsOf = (seed: number) =>
  SHAPES.map((shape, at) => tf.randomUniform(shape, 0.5, 1.5, 'float32', 10 * seed + at));

const valuesOf = (tensors: readonly tf.Tensor[]) => tensors.map((tensor) => [...tensor.dataSync()]);

function update(
  rule: UpdateRule,
  numbers: readonly number[],
  tensors: readonly tf.Tensor[],
  sources: readonly tf.Tensor[],
  scale?: tf.Scalar,
) {
  return updateFlat({
    inputs: { tensors, sources, ...(scale && { scale }) },
    attrs: { rule, numbers },
    backend: tf.backend(),
  });
}

/** The rules in double precision, for a value x, a source g and moments. */
const rules: Readonly<
  Record<
    'adam' | 'sgd' | 'towards',
    {
      readonly numbers: readonly number[];
      readonly moments: number;
      readonly apply: (x: number, g: number, moments: readonly number[]) => readonly number[];
    }
  >
> = {
  adam: {
    numbers: [0.25, 0.5, 0.75, 1e-3, 0.875, 0.5],
    moments: 2,
    apply: (x, g, [m = NaN, v = NaN]) => {
      const gradient = g + 0.5 * x;
      const [first, second] = [0.875 * m + 0.125 * gradient, 0.5 * v + 0.5 * gradient ** 2];
      return [0.75 * x - (0.25 * first) / (Math.sqrt(second) + 1e-3), first, second];
    },
  },
  sgd: {
    numbers: [0.25, 0.5, 0.75],
    moments: 1,
    apply: (x, g, [m = NaN]) => {
      const velocity = 0.75 * m + g + 0.5 * x;
      return [x - 0.25 * velocity, velocity];
    },
  },
  towards: { numbers: [0.25], moments: 0, apply: (x, g) => [x - 0.25 * (x - g)] },
};

test.each(Object.entries(rules))('%s over three steps', (rule, { numbers, moments, apply }) => {
  if (!isNative()) return;
  const groups = Array.from({ length: 1 + moments }, (_, group) => tensorsOf(group));
  let expected = groups.map((group) => valuesOf(group).flat());
  for (const step of [1, 2, 3]) {
    const sources = tensorsOf(10 * step);
    const given = valuesOf(sources).flat();
    const stepped = (expected[0] ?? []).map((x, at) =>
      apply(
        x,
        (given[at] ?? NaN) * 0.5,
        expected.slice(1).map((moment) => moment[at] ?? NaN),
      ),
    );
    expected = groups.map((_, group) => stepped.map((all) => all[group] ?? NaN));
    const results = update(rule as UpdateRule, numbers, groups.flat(), sources, tf.scalar(0.5));
    expect(results).toEqual(new Array(groups.flat().length).fill(undefined));
    groups.forEach((group, at) => {
      expect(group.map(({ shape }) => shape)).toEqual(SHAPES);
      valuesOf(group)
        .flat()
        .forEach((value, index) => {
          // A dozen roundings of 2^-24 of numbers below 4, of the steps before as well.
          expect(Math.abs(value - (expected[at]?.[index] ?? NaN))).toBeLessThan(4e-6);
        });
    });
  }
});

test('after the first step, parameters are never concatenated again, and moments not even read', () => {
  if (!isNative()) return;
  const groups = [tensorsOf(1), tensorsOf(2), tensorsOf(3)];
  const { numbers } = rules.adam;
  const step = () => update('adam', [0.1, 0, 1, ...numbers.slice(3)], groups.flat(), tensorsOf(4));
  step();
  const handles = backend().binding.getNumOfTensors();
  const ops = opsOf(step).filter((op) => op !== 'StatelessRandomUniformV2');
  const reshapes = new Array<string>(3).fill('Reshape');
  expect(ops.filter((op) => !op.startsWith('Random') && op !== 'Mul' && op !== 'AddV2')).toEqual([
    ...[...reshapes, 'ConcatV2', 'ResourceApplyAdam', 'ReadVariableOp', 'SplitV', ...reshapes],
  ]);
  // The gradients of this step, which tfjs holds.
  expect(backend().binding.getNumOfTensors()).toBe(handles + SHAPES.length);
});

test('what another update holds is taken from there', () => {
  if (!isNative()) return;
  const [queries, keys, gradients] = [tensorsOf(1), tensorsOf(2), tensorsOf(3)];
  const move = () => {
    update('towards', [1], queries, gradients);
    update('towards', [0.5], keys, queries);
  };
  move();
  expect(opsOf(move).filter((op) => op === 'ConcatV2')).toHaveLength(1);
  const half = valuesOf(keys).flat();
  update('towards', [1], keys, queries);
  expect(valuesOf(keys)).toEqual(valuesOf(queries));
  expect(half.some((value, at) => value !== valuesOf(queries).flat()[at])).toBe(true);
});

test('a tensor that somebody else changed is taken as it is now', () => {
  if (!isNative()) return;
  const variables = [tf.variable(tf.zeros([2])), tf.variable(tf.zeros([2, 1]))];
  const sources = [tf.fill([2], 8), tf.fill([2, 1], 8)];
  const halve = () => {
    const results = update('towards', [0.5], variables, sources);
    results?.forEach((tensor, at) => {
      if (tensor) variables[at]?.assign(tensor);
    });
    return valuesOf(variables).flat();
  };
  expect(halve()).toEqual([4, 4, 4, 4]);
  variables[1]?.assign(tf.fill([2, 1], 16));
  expect(halve()).toEqual([6, 6, 12, 12]);
});

test('moments that were not read yet are kept when one of them is replaced', () => {
  if (!isNative()) return;
  const ones = [tf.ones([2]), tf.ones([2, 1])];
  const moments = ones.map((tensor) => tf.variable(tensor));
  tf.dispose(ones);
  const values = [tf.zeros([2]), tf.zeros([2, 1])];
  const step = () => {
    const sources = [tf.ones([2]), tf.ones([2, 1])];
    expect(update('sgd', [0, 0, 1], [...values, ...moments], sources)).toBeDefined();
  };
  step();
  step();
  const eights = tf.fill([2, 1], 8);
  moments[1]?.assign(eights);
  eights.dispose();
  step();
  expect(valuesOf(moments).flat()).toEqual([4, 4, 9, 9]);
});

test('clones keep their values: the results come as new tensors', () => {
  if (!isNative()) return;
  const tensor = tf.fill([3], 8);
  const clone = tf.clone(tensor);
  for (const expected of [4, 4]) {
    const results = update('towards', [0.5], [tensor], [tf.zeros([3])]);
    expect([...(results?.[0]?.dataSync() ?? [])]).toEqual(new Array(3).fill(expected));
  }
  expect(valuesOf([tensor, clone]).flat()).toEqual(new Array(6).fill(8));
});

test('what it cannot do is left to the caller', () => {
  if (!isNative()) return;
  const [one, other] = [tf.scalar(1), tf.scalar(2)];
  expect(update('towards', [1], [one, one], [other, tf.scalar(3)])).toBeUndefined();
  expect(update('towards', [1], [one], [one])).toBeUndefined();
  expect(update('towards', [1], [], [])).toEqual([]);
  expect(update('lars', [1, 0, 0, 1], [one, tf.scalar(0)], [other])).toBeUndefined();
  expect(() => update('sgd', [1, 0, 0], [one], [other])).toThrow('sources must be one for each');
  expect(() => update('towards', [1], [one], [tf.zeros([2])])).toThrow('must have one shape');
  expect(valuesOf([one, other])).toEqual([[1], [2]]);
});
