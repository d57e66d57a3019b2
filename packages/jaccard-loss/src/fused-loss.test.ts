import * as tf from '@tensorflow/tfjs-core';

import type { JaccardLoss } from './loss-terms.js';
import { mocoJaccardLoss } from './moco-jaccard-loss.js';
import { simclrJaccardLoss } from './simclr-jaccard-loss.js';

/** The backend's optional kernel for the loss in one call. */
const KERNEL = 'JsslJaccardLoss';
const kernelOf = () => tf.getKernel(KERNEL, tf.getBackend()) as tf.KernelConfig | undefined;

/** Runs `compute` as on a backend without the kernel. */
function withoutKernel<T>(compute: () => T): T {
  const kernel = kernelOf();
  if (kernel) tf.unregisterKernel(KERNEL, kernel.backendName);
  try {
    return compute();
  } finally {
    if (kernel) tf.registerKernel(kernel);
  }
}

/** Unit rows without a pattern. */
const unitRows = (rows: number, seed: number) =>
  tf.tidy(() => {
    const numbers = tf.sin(tf.mul(tf.range(1, rows * 8 + 1), seed + 0.37));
    const matrix = tf.reshape<tf.Rank.R2>(numbers, [rows, 8]);
    return tf.div<tf.Tensor2D>(matrix, tf.norm(matrix, 2, 1, true));
  });

type Loss = (first: tf.Tensor2D, second: tf.Tensor2D) => JaccardLoss;
const [keyP, keyN] = [3, 4];
const options = { temperature: 0.1, temperatureN: 0.3, weights: [0.8, 0.1, 0.2] } as const;
const moco =
  (length: number): Loss =>
  (queryP, queryN) =>
    mocoJaccardLoss(
      {
        ...{ queryP, queryN, keyP: unitRows(6, keyP), keyN: unitRows(6, keyN) },
        ...{ queueP: unitRows(length, 5), queueN: unitRows(length, 6) },
      },
      options,
    );
const simclr: Loss = (p, n) =>
  simclrJaccardLoss({ p1: p, p2: unitRows(6, keyP), n1: n, n2: unitRows(6, keyN) }, options);

function valuesAndGradients(loss: Loss, term: keyof JaccardLoss): number[][] {
  return tf.tidy(() => {
    const inputs = [unitRows(6, 1), unitRows(6, 2)] as const;
    const terms = Object.values(loss(...inputs)).map((value: tf.Scalar) => value.arraySync());
    // Half of the loss depends on both heads, also where the term does not.
    const differentiated = (p: tf.Tensor, n: tf.Tensor) => {
      const all = loss(p as tf.Tensor2D, n as tf.Tensor2D);
      return tf.add(all[term], tf.mul(all.loss, 0.5));
    };
    const gradients = tf.grads(differentiated)([...inputs]);
    return [terms, ...gradients.map((gradient) => [...gradient.dataSync()])];
  });
}

const losses: readonly [string, Loss][] = [
  ['a queue of 1 key', moco(1)],
  ['a queue of 37 keys', moco(37)],
  ['a queue of 3,000 keys', moco(3000)],
  ['a batch of two views', simclr],
];

describe.each(losses)('%s: in one call as operation by operation', (_, loss) => {
  test.each(['loss', 'jaccard', 'p', 'n'] as const)('%s and its gradients', (term) => {
    const actual = valuesAndGradients(loss, term).flat();
    const expected = withoutKernel(() => valuesAndGradients(loss, term)).flat();
    expect(actual).toHaveLength(expected.length);
    // Similarities / 0.1 of at most 10, gradients of at most some units, both in float32.
    actual.forEach((value, at) => {
      expect(Math.abs(value - (expected[at] ?? NaN))).toBeLessThan(1e-5);
    });
  });
});

test('values that are no numbers give a loss that is none', () => {
  const wrong = tf.fill<tf.Rank.R2>([6, 8], NaN);
  expect(moco(5)(wrong, unitRows(6, 2)).loss.arraySync()).toBeNaN();
  expect(moco(5)(unitRows(6, 1), wrong).loss.arraySync()).toBeNaN();
});

test('no tensor is left over', () => {
  const before = tf.memory().numTensors;
  valuesAndGradients(simclr, 'loss');
  expect(tf.memory().numTensors).toBe(before);
});
