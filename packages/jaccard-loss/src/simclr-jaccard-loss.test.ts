import * as tf from '@tensorflow/tfjs-core';
import { fillUnitRows, readGolden, type SimclrLossCase } from '@jssl/testing';

import { ntXentLoss } from './nt-xent-loss.js';
import { simclrJaccardLoss, type SimclrJaccardInputs } from './simclr-jaccard-loss.js';

const golden = readGolden('loss');
const cases = golden.cases.filter((one): one is SimclrLossCase => one.kind === 'simclr-jaccard');

const unitRows = (name: string, rows: number, columns: number) =>
  tf.tensor2d(Float32Array.from(fillUnitRows(golden.salt, name, rows, columns)), [rows, columns]);

const inputsOf = ({ prefix, B, D }: SimclrLossCase): SimclrJaccardInputs => ({
  p1: unitRows(`${prefix}p1`, B, D),
  p2: unitRows(`${prefix}p2`, B, D),
  n1: unitRows(`${prefix}n1`, B, D),
  n2: unitRows(`${prefix}n2`, B, D),
});

const scalar = (tensor: tf.Tensor) => tensor.dataSync()[0] ?? NaN;
const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

/** NT-Xent from the paper, one pair at a time, over similarities sim(i, j) of 2N embeddings. */
function naiveNtXent(
  similarity: (i: number, j: number) => number,
  pairs: number,
  temperature: number,
): number {
  let sum = 0;
  for (let i = 0; i < 2 * pairs; i++) {
    let others = 0;
    for (let j = 0; j < 2 * pairs; j++) {
      if (j !== i) others += Math.exp(similarity(i, j) / temperature);
    }
    const pair = (i + pairs) % (2 * pairs);
    sum -= Math.log(Math.exp(similarity(i, pair) / temperature) / others);
  }
  return sum / (2 * pairs);
}

describe.each(cases)('golden case $prefix', (one) => {
  const options = {
    temperature: one.temperature,
    temperatureN: one.temperature_n,
    weights: one.weights,
  };

  test('the loss and its terms', () => {
    const { loss, jaccard, p, n } = simclrJaccardLoss(inputsOf(one), options);
    expect(relative(scalar(loss), one.loss)).toBeLessThan(1e-6);
    expect(relative(scalar(jaccard), one.loss_j)).toBeLessThan(1e-6);
    expect(relative(scalar(p), one.loss_p)).toBeLessThan(1e-6);
    expect(relative(scalar(n), one.loss_n)).toBeLessThan(1e-6);
  });

  test('the gradients', () => {
    const { p1, p2, n1, n2 } = inputsOf(one);
    const gradients = tf.grads((...given) => {
      const [a, b, c, d] = given as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      return simclrJaccardLoss({ p1: a, p2: b, n1: c, n2: d }, options).loss;
    })([p1, p2, n1, n2]) as tf.Tensor2D[];
    const largest = Math.max(...one.grad_p1_row0.map(Math.abs));
    const row0 = (at: number) => gradients[at]?.arraySync()[0] ?? [];
    expect(row0(0)).toHaveLength(one.D);
    row0(0).forEach((value, at) => {
      expect(Math.abs(value - (one.grad_p1_row0[at] ?? NaN))).toBeLessThan(3e-6 * largest);
    });
    row0(3).forEach((value, at) => {
      expect(Math.abs(value - (one.grad_n2_row0[at] ?? NaN))).toBeLessThan(3e-6 * largest);
    });
  });

  test('NT-Xent on the heads p', () => {
    const { p1, p2 } = inputsOf(one);
    const loss = ntXentLoss({ z1: p1, z2: p2 }, options);
    expect(relative(scalar(loss), one.nt_xent_p)).toBeLessThan(1e-6);
  });

  test('the naive double loop gives the same terms', () => {
    const given = inputsOf(one);
    const cosines = (...views: tf.Tensor[]) => {
      const rows = views.flatMap((view) => view.arraySync() as number[][]);
      return (i: number, j: number) =>
        (rows[i] ?? []).reduce((sum, x, at) => sum + x * (rows[j]?.[at] ?? NaN), 0);
    };
    const cosP = cosines(given.p1, given.p2);
    const cosN = cosines(given.n1, given.n2);
    const jaccardOf = (i: number, j: number) => {
      const [s, d] = [1 + cosP(i, j), 2 - 2 * cosN(i, j)];
      return s / (s + d);
    };
    const { jaccard, p, n } = simclrJaccardLoss(given, options);
    const naive = (of: (i: number, j: number) => number, temperature: number) =>
      naiveNtXent(of, one.B, temperature);
    expect(relative(scalar(jaccard), naive(jaccardOf, one.temperature))).toBeLessThan(2e-6);
    expect(relative(scalar(p), naive(cosP, one.temperature))).toBeLessThan(2e-6);
    expect(relative(scalar(n), naive(cosN, one.temperature_n))).toBeLessThan(2e-6);
  });
});

test('the two views are interchangeable', () => {
  const [one] = cases;
  if (!one) throw new Error('no golden case');
  const { p1, p2, n1, n2 } = inputsOf(one);
  const straight = simclrJaccardLoss({ p1, p2, n1, n2 });
  const swapped = simclrJaccardLoss({ p1: p2, p2: p1, n1: n2, n2: n1 });
  expect(scalar(swapped.loss)).toBeCloseTo(scalar(straight.loss), 6);
});

test('embeddings that are all alike give ln(2N - 1)', () => {
  const rows = tf.tile(tf.tensor2d([[0.6, 0.8]]), [4, 1]);
  const { jaccard, p, n } = simclrJaccardLoss({ p1: rows, p2: rows, n1: rows, n2: rows });
  for (const term of [jaccard, p, n]) expect(scalar(term)).toBeCloseTo(Math.log(7), 5);
});

test('temperature 0.01 stays finite, values and gradients', () => {
  const rows = tf.tensor2d([
    [1, 0],
    [-1, 0],
  ]);
  const { value, grads } = tf.valueAndGrads((...given) => {
    const [p1, n1] = given as [tf.Tensor2D, tf.Tensor2D];
    const options = { temperature: 0.01, temperatureN: 0.01 };
    return simclrJaccardLoss({ p1, p2: tf.neg(rows), n1, n2: rows }, options).loss;
  })([rows, rows]);
  for (const tensor of [value, ...grads]) {
    expect([...tensor.dataSync()].every(Number.isFinite)).toBe(true);
  }
});

test('it keeps four scalars and nothing else', () => {
  const rows = tf.eye(3);
  const before = tf.memory().numTensors;
  const losses = simclrJaccardLoss({ p1: rows, p2: rows, n1: rows, n2: rows });
  expect(tf.memory().numTensors - before).toBe(4);
  tf.dispose(Object.values(losses));
});

test('errors name the input, what it must be and what it is', () => {
  const rows = tf.eye(3);
  const given = { p1: rows, p2: rows, n1: rows, n2: rows };
  expect(() => simclrJaccardLoss({ ...given, n2: tf.zeros([3, 4]) })).toThrow(
    'simclrJaccardLoss: n2 must be [N, D] = [3, 3] like p1, got [3, 4]',
  );
  expect(() => simclrJaccardLoss(given, { temperatureN: 0 })).toThrow(
    'simclrJaccardLoss: temperatureN must be a finite number above 0, got 0',
  );
  expect(() => ntXentLoss({ z1: rows, z2: rows }, { temperature: NaN })).toThrow(
    'ntXentLoss: temperature must be a finite number above 0, got NaN',
  );
});
