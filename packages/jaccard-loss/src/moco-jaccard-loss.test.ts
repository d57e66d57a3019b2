import * as tf from '@tensorflow/tfjs-core';
import { fillUnitRows, readGolden, type MocoLossCase } from '@jssl/testing';

import { infoNceLoss } from './info-nce-loss.js';
import { mocoJaccardLoss, type MocoJaccardInputs } from './moco-jaccard-loss.js';

const golden = readGolden('loss');
const cases = golden.cases.filter((one): one is MocoLossCase => one.kind === 'moco-jaccard');

const unitRows = (name: string, rows: number, columns: number) =>
  tf.tensor2d(Float32Array.from(fillUnitRows(golden.salt, name, rows, columns)), [rows, columns]);

function inputsOf({ prefix, B, D, M }: MocoLossCase): MocoJaccardInputs {
  return {
    queryP: unitRows(`${prefix}q_p`, B, D),
    keyP: unitRows(`${prefix}k_p`, B, D),
    queryN: unitRows(`${prefix}q_n`, B, D),
    keyN: unitRows(`${prefix}k_n`, B, D),
    queueP: unitRows(`${prefix}queue_p`, M, D),
    queueN: unitRows(`${prefix}queue_n`, M, D),
  };
}

const scalar = (tensor: tf.Tensor) => tensor.dataSync()[0] ?? NaN;
const norm = (tensor: tf.Tensor) => Math.hypot(...tensor.dataSync());
const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

/** The paper's formula, one pair at a time, in float64. */
function naiveLoss(inputs: MocoJaccardInputs, temperature: number): number[] {
  const rows = (tensor: tf.Tensor) => tensor.arraySync() as number[][];
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, at) => sum + x * (b[at] ?? NaN), 0);
  const [queryN, keyN, queueN] = [rows(inputs.queryN), rows(inputs.keyN), rows(inputs.queueN)];
  const [keyP, queueP] = [rows(inputs.keyP), rows(inputs.queueP)];
  const sums = [0, 0, 0];
  const queries = rows(inputs.queryP);
  queries.forEach((query, i) => {
    const cosP = [keyP[i] ?? [], ...queueP].map((key) => dot(query, key));
    const cosN = [keyN[i] ?? [], ...queueN].map((key) => dot(queryN[i] ?? [], key));
    const jaccard = cosP.map((p, j) => {
      const [s, d] = [1 + p, 2 - 2 * (cosN[j] ?? NaN)];
      return s / (s + d);
    });
    [jaccard, cosP, cosN].forEach((logits, term) => {
      const powers = logits.map((logit) => Math.exp(logit / temperature));
      const all = powers.reduce((sum, power) => sum + power, 0);
      sums[term] = (sums[term] ?? NaN) - Math.log((powers[0] ?? NaN) / all) / queries.length;
    });
  });
  return sums;
}

describe.each(cases)('golden case $prefix', (one) => {
  const options = { temperature: one.temperature, weights: one.weights };

  test('the loss and its terms', () => {
    const { loss, jaccard, p, n } = mocoJaccardLoss(inputsOf(one), options);
    // PyTorch's float32 is within 1e-6 of these.
    expect(relative(scalar(loss), one.loss)).toBeLessThan(1e-6);
    expect(relative(scalar(jaccard), one.loss_j)).toBeLessThan(1e-6);
    expect(relative(scalar(p), one.loss_p)).toBeLessThan(1e-6);
    expect(relative(scalar(n), one.loss_n)).toBeLessThan(1e-6);
  });

  test('the gradients of both queries', () => {
    const inputs = inputsOf(one);
    const [gradP, gradN] = tf.grads(
      (queryP, queryN) => mocoJaccardLoss({ ...inputs, queryP, queryN }, options).loss,
    )([inputs.queryP, inputs.queryN]) as [tf.Tensor2D, tf.Tensor2D];
    expect(relative(norm(gradP), one.grad_q_p_norm)).toBeLessThan(2e-6);
    expect(relative(norm(gradN), one.grad_q_n_norm)).toBeLessThan(2e-6);
    const row0 = (gradient: tf.Tensor2D) => gradient.arraySync()[0] ?? [];
    const largest = Math.max(...one.grad_q_p_row0.map(Math.abs));
    row0(gradP).forEach((value, at) => {
      expect(Math.abs(value - (one.grad_q_p_row0[at] ?? NaN))).toBeLessThan(2e-6 * largest);
    });
    row0(gradN).forEach((value, at) => {
      expect(Math.abs(value - (one.grad_q_n_row0[at] ?? NaN))).toBeLessThan(2e-6 * largest);
    });
  });

  test('InfoNCE on the heads p', () => {
    const { queryP, keyP, queueP } = inputsOf(one);
    const infoNce = (query: tf.Tensor) =>
      infoNceLoss({ query: query, key: keyP, queue: queueP }, options);
    expect(relative(scalar(infoNce(queryP)), one.info_nce_p)).toBeLessThan(1e-6);
    expect(relative(norm(tf.grad(infoNce)(queryP)), one.info_nce_grad_norm)).toBeLessThan(2e-6);
  });

  test('the naive double loop of the paper gives the same terms', () => {
    const inputs = inputsOf(one);
    const { jaccard, p, n } = mocoJaccardLoss(inputs, options);
    const [naiveJ = NaN, naiveP = NaN, naiveN = NaN] = naiveLoss(inputs, one.temperature);
    expect(relative(scalar(jaccard), naiveJ)).toBeLessThan(2e-6);
    expect(relative(scalar(p), naiveP)).toBeLessThan(2e-6);
    expect(relative(scalar(n), naiveN)).toBeLessThan(2e-6);
  });
});

/** Rows that are all the first basis vector. */
const alike = (rows: number, columns: number) =>
  tf.tensor2d(
    Array.from({ length: rows }, () => Array.from({ length: columns }, (_, at) => +(at === 0))),
  );

const inputs = (queryRows: tf.Tensor2D, queueRows: tf.Tensor2D): MocoJaccardInputs => ({
  queryP: queryRows,
  keyP: queryRows,
  queryN: queryRows,
  keyN: queryRows,
  queueP: queueRows,
  queueN: queueRows,
});

test.each([0.01, 0.5, 10])(
  'pair and queue alike give ln(M + 1) at temperature %p',
  (temperature) => {
    const { loss, jaccard, p, n } = mocoJaccardLoss(inputs(alike(3, 4), alike(9, 4)), {
      temperature,
    });
    for (const term of [loss, jaccard, p, n]) expect(scalar(term)).toBeCloseTo(Math.log(10), 5);
  },
);

test('a perfect pair against a queue of other unit rows is far below ln(M + 1)', () => {
  const queue = unitRows('perfect.queue', 512, 128);
  expect(norm(tf.sub(tf.norm(queue, 2, 1), 1))).toBeLessThan(1e-5);
  const { loss } = mocoJaccardLoss(inputs(unitRows('perfect', 8, 128), queue), {
    temperature: 0.07,
  });
  expect(scalar(loss)).toBeLessThan(0.5);
});

test('a positive of J = 1 against one negative of J = 1/3, by hand', () => {
  // Query = key = e1 and the queue is e2: cos = 1 and 0, J = 1 and 1/3, τ = 1.
  const e2 = tf.tensor2d([[0, 1]]);
  const { jaccard, p, n } = mocoJaccardLoss(inputs(alike(1, 2), e2), { temperature: 1 });
  expect(scalar(jaccard)).toBeCloseTo(Math.log(1 + Math.exp(-2 / 3)), 6);
  expect(scalar(p)).toBeCloseTo(Math.log(1 + Math.exp(-1)), 6);
  expect(scalar(n)).toBeCloseTo(Math.log(1 + Math.exp(-1)), 6);
});

test('temperature 0.01 stays finite, values and gradients', () => {
  const opposite = tf.neg(alike(4, 8));
  const given = { ...inputs(alike(2, 8), opposite), keyP: tf.neg(alike(2, 8)) };
  const { value, grads } = tf.valueAndGrads(
    (queryP, queryN) => mocoJaccardLoss({ ...given, queryP, queryN }, { temperature: 0.01 }).loss,
  )([given.queryP, given.queryN]);
  for (const tensor of [value, ...grads]) {
    expect([...tensor.dataSync()].every(Number.isFinite)).toBe(true);
  }
});

test('swapping queries and keys changes nothing when queues hold one shared row', () => {
  const [a, b] = [unitRows('swap.a', 1, 6), unitRows('swap.b', 1, 6)];
  const far = tf.zeros<tf.Rank.R2>([3, 6]);
  const loss = (query: tf.Tensor2D, key: tf.Tensor2D) =>
    scalar(
      mocoJaccardLoss({
        queryP: query,
        keyP: key,
        queryN: query,
        keyN: key,
        queueP: far,
        queueN: far,
      }).loss,
    );
  expect(loss(a, b)).toBeCloseTo(loss(b, a), 6);
});

test('it keeps four scalars and nothing else', () => {
  const given = inputs(alike(2, 4), alike(3, 4));
  const before = tf.memory().numTensors;
  const losses = mocoJaccardLoss(given);
  expect(tf.memory().numTensors - before).toBe(4);
  tf.dispose(Object.values(losses));
  expect(tf.memory().numTensors).toBe(before);
});

test('the term n has a temperature of its own where one is given', () => {
  const given = inputs(unitRows('own.query', 3, 6), unitRows('own.queue', 5, 6));
  const own = mocoJaccardLoss(given, { temperature: 0.5, temperatureN: 0.2 });
  const [half, fifth] = [0.5, 0.2].map((temperature) => mocoJaccardLoss(given, { temperature }));
  expect(scalar(own.jaccard)).toBe(scalar(half?.jaccard ?? tf.scalar(NaN)));
  expect(scalar(own.p)).toBe(scalar(half?.p ?? tf.scalar(NaN)));
  expect(scalar(own.n)).toBe(scalar(fifth?.n ?? tf.scalar(NaN)));
  expect(() => mocoJaccardLoss(given, { temperatureN: 0 })).toThrow(
    'mocoJaccardLoss: temperatureN must be a finite number above 0, got 0',
  );
});

describe('errors', () => {
  let given: MocoJaccardInputs;
  beforeEach(() => {
    given = inputs(alike(2, 4), alike(3, 4));
  });

  test.each([0, NaN, -1, Infinity])('temperature %p', (temperature) => {
    expect(() => mocoJaccardLoss(given, { temperature })).toThrow(
      `mocoJaccardLoss: temperature must be a finite number above 0, got ${temperature}`,
    );
    expect(() =>
      infoNceLoss({ query: given.queryP, key: given.keyP, queue: given.queueP }, { temperature }),
    ).toThrow(RangeError);
  });

  test('weights', () => {
    expect(() => mocoJaccardLoss(given, { weights: [0.8, -0.1, 0.1] })).toThrow(
      'mocoJaccardLoss: weights must be three finite numbers of at least 0 (J, p, n), got [0.8, -0.1, 0.1]',
    );
  });

  test('a queue of another D', () => {
    expect(() => mocoJaccardLoss({ ...given, queueP: alike(3, 5) })).toThrow(
      'mocoJaccardLoss: queueP must be [M, D] with D = 4 like queryP, got [3, 5]',
    );
  });

  test('queues of different lengths', () => {
    expect(() => mocoJaccardLoss({ ...given, queueN: alike(5, 4) })).toThrow(
      'mocoJaccardLoss: queueN must have the shape of queueP, [3, 4], got [5, 4]',
    );
  });

  test('keys of another batch', () => {
    expect(() => mocoJaccardLoss({ ...given, keyN: alike(3, 4) })).toThrow(
      'mocoJaccardLoss: keyN must be [N, D] = [2, 4] like queryP, got [3, 4]',
    );
  });

  test('a vector for a matrix', () => {
    expect(() => mocoJaccardLoss({ ...given, keyP: tf.zeros([4]) })).toThrow(
      'mocoJaccardLoss: keyP must be a matrix [N, D], got [4]',
    );
  });

  test('an empty batch', () => {
    expect(() => mocoJaccardLoss({ ...given, queryP: tf.zeros([0, 4]) })).toThrow(
      'mocoJaccardLoss: queryP must not be empty, got [0, 4]',
    );
  });
});
