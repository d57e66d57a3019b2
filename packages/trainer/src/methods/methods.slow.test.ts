import { keyedRandom } from '@jssl/augment';
import { createEncoder, defaultEncoderConfig, encode, type Encoder } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { methodNames, type MethodName } from '../settings/method-traits.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';
import { createLearner, type Learner, type StepOptions } from '../step/learner.js';
import { builtInMethods } from './built-in-methods.js';
import { type Views } from './method.js';

const [N, D, M] = [4, 4, 10];
const shape = {
  ...defaultEncoderConfig,
  depth: 18,
  width: 2,
  headWidth: 4,
  embeddingSize: D,
} as const;
const base: TrainConfig = {
  ...defaultTrainConfig,
  m: M,
  featureDim: D,
  batchSize: N,
  temperature: 0.3,
  temperatureN: 0.2,
  momentum: 0.9,
  weightDecay: 0,
  optimizer: 'sgd',
  optimizerMomentum: 0,
};

function learnerOf(method: MethodName, change: Partial<TrainConfig> = {}): Learner {
  const encoder = createEncoder(shape, keyedRandom(1));
  const random = keyedRandom(2);
  const config = { ...base, ...change };
  return createLearner(encoder, builtInMethods[method], {
    settings: { ...config, method },
    random,
  });
}

function viewsOf(number: number): Views {
  const random = keyedRandom(3, number);
  const view = () =>
    tf.tensor4d(Float32Array.from({ length: N * 8 * 8 * 3 }, random), [N, 8, 8, 3]);
  return [view(), view()];
}

/** Leaves every batch in its order. */
const identity = () => 1 - 2 ** -30;
const step = (learner: Learner, views: Views, options: Partial<StepOptions> = {}) =>
  learner.step(views, { learningRate: 0.1, random: identity, ...options });

type Rows = number[][];
const embeddings = (encoder: Encoder, view: tf.Tensor4D) => {
  const { p, n } = encode(encoder, view, { training: true });
  return { p: p.arraySync(), n: n.arraySync() };
};
const cosine = (a: number[] = [], b: number[] = []) =>
  a.reduce((sum, x, at) => sum + x * (b[at] ?? NaN), 0);
const jaccard = (cosP: number, cosN: number) => (1 + cosP) / (1 + cosP + 2 - 2 * cosN);
const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

/** The similarities of each row: its pair first, then the strangers. */
interface Compared {
  readonly p: Rows;
  readonly n: Rows;
}

function naiveLoss(method: MethodName, { p, n }: Compared): number {
  const crossEntropy = (rows: Rows, temperature: number) =>
    mean(
      rows.map((row) => {
        const powers = row.map((x) => Math.exp(x / temperature));
        return -Math.log((powers[0] ?? NaN) / powers.reduce((sum, x) => sum + x, 0));
      }),
    );
  const j = p.map((row, i) => row.map((cosP, at) => jaccard(cosP, n[i]?.[at] ?? NaN)));
  return method.startsWith('jaccard')
    ? 0.8 * crossEntropy(j, 0.3) + 0.1 * crossEntropy(p, 0.3) + 0.1 * crossEntropy(n, 0.2)
    : crossEntropy(p, 0.3);
}

/** What a learner's next step compares, computed row by row from its encoder and what it saved. */
function comparedBy(method: MethodName, learner: Learner, [first, second]: Views): Compared {
  const [a, b] = [embeddings(learner.encoder, first), embeddings(learner.encoder, second)];
  const of = (head: 'p' | 'n'): Rows => {
    if (method.endsWith('moco')) {
      const data = learner.save().tensors[`method/queue/${head}`]?.data ?? new Float32Array();
      const queue = Array.from({ length: M }, (_, row) => [...data.slice(row * D, (row + 1) * D)]);
      // Before the first step the key encoder is a copy of the query encoder.
      return a[head].map((query, i) =>
        [b[head][i] ?? [], ...queue].map((key) => cosine(query, key)),
      );
    }
    const both = [...a[head], ...b[head]];
    return both.map((row, i) => {
      const others = both.filter((_, j) => j !== i && j !== (i + N) % (2 * N));
      return [both[(i + N) % (2 * N)] ?? [], ...others].map((other) => cosine(row, other));
    });
  };
  return { p: of('p'), n: of('n') };
}

test.each(methodNames)('%s: the loss of the paper, pair by pair', (method) => {
  const [learner, views] = [learnerOf(method), viewsOf(1)];
  const expected = naiveLoss(method, comparedBy(method, learner, views));
  expect(step(learner, views).losses.loss).toBeCloseTo(expected, 5);
  learner.dispose();
});

test.each(methodNames)('%s: the similarities of pairs and strangers', (method) => {
  const [learner, views] = [learnerOf(method), viewsOf(1)];
  const { p, n } = comparedBy(method, learner, views);
  const { health } = step(learner, views, { measure: true });
  const pairs = (rows: Rows) => rows.map(([pair = NaN]) => pair);
  // SimCLR's are measured between the views alone: the second half of a row of view one's strangers.
  const strangers = (rows: Rows) =>
    method.endsWith('moco')
      ? rows.flatMap((row) => row.slice(1))
      : rows.slice(0, N).flatMap((row) => row.slice(N));
  const jaccards = (of: (rows: Rows) => number[]) =>
    mean(of(p).map((cosP, at) => jaccard(cosP, of(n)[at] ?? NaN)));
  const near = (value: number) => expect.closeTo(value, 5) as number;
  expect(health).toEqual({
    positiveCosineP: near(mean(pairs(p))),
    negativeCosineP: near(mean(strangers(p))),
    ...(method.startsWith('jaccard') && {
      positiveCosineN: near(mean(pairs(n))),
      negativeCosineN: near(mean(strangers(n))),
      positiveJaccard: near(jaccards(pairs)),
      negativeJaccard: near(jaccards(strangers)),
    }),
    featureSpread: health.featureSpread,
    gradientNorm: health.gradientNorm,
  });
  expect(health.featureSpread).toBeGreaterThan(0.05);
  expect(health.featureSpread).toBeLessThan(1);
  learner.dispose();
});

test.each(methodNames)('%s: what is measured changes nothing, and no tensor is left', (method) => {
  const [plain, measured] = [learnerOf(method), learnerOf(method)];
  const views = viewsOf(1);
  const before = tf.memory().numTensors;
  const { losses } = step(plain, views);
  const withHealth = step(measured, views, { measure: true, measureRank: true });
  expect(tf.memory().numTensors).toBe(before);
  expect(withHealth.losses).toEqual(losses);
  expect(withHealth.health.effectiveRank).toBeGreaterThan(1);
  expect(withHealth.health.effectiveRank).toBeLessThanOrEqual(N);
  expect(measured.save()).toEqual(plain.save());
});

test('the loss of no learning is that of embeddings that are all alike', () => {
  const alike = (strangers: number) => ({
    p: [Array<number>(strangers + 1).fill(1)],
    n: [Array<number>(strangers + 1).fill(1)],
  });
  for (const method of methodNames) {
    const learner = learnerOf(method);
    const strangers = method.endsWith('moco') ? M : 2 * N - 2;
    expect(learner.method.noLearningLoss).toBeCloseTo(naiveLoss(method, alike(strangers)), 12);
    learner.dispose();
  }
  const doubled = learnerOf('jaccard-moco', { weights: [1, 0.5, 0.5] });
  expect(doubled.method.noLearningLoss).toBeCloseTo(2 * Math.log(M + 1), 12);
});

test('the queue fills with keys', () => {
  const learner = learnerOf('moco');
  const fill = [0, 1, 2, 3].map((number) => {
    const share = learner.method.queueFill?.();
    step(learner, viewsOf(number));
    return share;
  });
  expect(fill).toEqual([0, 0.4, 0.8, 1]);
});

test('symmetric: the mean of both directions, the keys of both views, one momentum update', () => {
  const [first, second] = viewsOf(1);
  const loss = (learner: Learner, views: Views) => step(learner, views).losses.loss;
  const forth = learnerOf('jaccard-moco');
  const symmetric = learnerOf('jaccard-moco', { symmetric: true });
  const before = symmetric.save();
  const expected =
    (loss(forth, [first, second]) + loss(learnerOf('jaccard-moco'), [second, first])) / 2;
  expect(loss(symmetric, [first, second])).toBeCloseTo(expected, 5);
  const [{ tensors, numbers }, of] = [symmetric.save(), forth.save()];
  expect(numbers).toMatchObject({ 'method/pointer': 2 * N, 'method/realKeys': 2 * N });
  const rows = (state: typeof of, from: number) =>
    [...(state.tensors['method/queue/p']?.data ?? [])].slice(from * D, (from + N) * D);
  expect(rows({ tensors, numbers }, 0)).toEqual(rows(of, 0));
  const value = (state: typeof of, name: string) => state.tensors[name]?.data[0] ?? NaN;
  const moved = 0.9 * value(before, 'method/key/conv1.weight');
  const followed = moved + 0.1 * value({ tensors, numbers }, 'encoder/conv1.weight');
  expect(value({ tensors, numbers }, 'method/key/conv1.weight')).toBeCloseTo(followed, 6);
});

test('accumulate: a batch in two parts is a batch with two batch-norm groups', () => {
  const parts = learnerOf('jaccard-moco', { accumulate: 2 });
  const groups = learnerOf('jaccard-moco', { bnSplits: 2 });
  const views = viewsOf(1);
  const before = tf.memory().numTensors;
  const results = [parts, groups].map((learner) => step(learner, views, { measure: true }));
  expect(tf.memory().numTensors).toBe(before);
  const [inParts, inGroups] = results;
  expect(inParts?.losses.loss).toBeCloseTo(inGroups?.losses.loss ?? NaN, 5);
  expect(inParts?.health.gradientNorm).toBeCloseTo(inGroups?.health.gradientNorm ?? NaN, 4);
  const [a, b] = [parts.save(), groups.save()];
  expect(a.numbers).toEqual(b.numbers);
  for (const name of ['encoder/conv1.weight', 'encoder/head_p.3.weight', 'method/queue/n']) {
    a.tensors[name]?.data.forEach((value, at) => {
      expect(Math.abs(value - (b.tensors[name]?.data[at] ?? NaN))).toBeLessThan(2e-6);
    });
  }
});

test('clipNorm: plain gradient descent moves by the rate times the limit', () => {
  const distance = (clipNorm: number) => {
    const learner = learnerOf('simclr', { clipNorm });
    const flat = () =>
      Object.values(learner.encoder.parameters).flatMap((one) => [...one.dataSync()]);
    const before = flat();
    const { gradientNorm = NaN } = step(learner, viewsOf(1), { measure: true }).health;
    const after = flat();
    return { gradientNorm, moved: Math.hypot(...after.map((x, at) => x - (before[at] ?? NaN))) };
  };
  const { gradientNorm, moved } = distance(0);
  expect(moved / (0.1 * gradientNorm)).toBeCloseTo(1, 4);
  const clipped = distance(gradientNorm / 2);
  // The norm before it is clipped is told.
  expect(clipped.gradientNorm).toBeCloseTo(gradientNorm, 5);
  expect(clipped.moved / moved).toBeCloseTo(0.5, 4);
});

test('moco and simclr leave the head n as it is', () => {
  for (const method of ['moco', 'simclr'] as const) {
    const learner = learnerOf(method, { weightDecay: 0.1 });
    const before = learner.save();
    step(learner, viewsOf(1));
    const after = learner.save();
    const [p, n] = ['p', 'n'].map((head) => `encoder/head_${head}.3.weight`) as [string, string];
    expect(after.tensors[n]).toEqual(before.tensors[n]);
    expect(after.tensors[p]).not.toEqual(before.tensors[p]);
  }
});
