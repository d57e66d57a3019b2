import { keyedRandom } from '@jssl/augment';
import { optimizerNames } from '@jssl/optimizers';
import { createEncoder, defaultEncoderConfig } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { builtInMethods } from '../methods/built-in-methods.js';
import { MethodStateError, type MethodState } from '../methods/method-state.js';
import { methodNames, type MethodName } from '../settings/method-traits.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';
import { createLearner, type Learner, type StepOptions } from './learner.js';

const tiny = {
  ...defaultEncoderConfig,
  depth: 18,
  width: 2,
  headWidth: 4,
  embeddingSize: 4,
} as const;
const config: TrainConfig = { ...defaultTrainConfig, m: 10, featureDim: 4, batchSize: 4 };

function learnerOf(seed: number, change: Partial<TrainConfig> = {}): Learner {
  const settings = { ...config, ...change };
  return createLearner(
    createEncoder(tiny, keyedRandom(seed, 1)),
    builtInMethods[settings.method as MethodName],
    { settings, random: keyedRandom(seed, 2) },
  );
}

const viewsOf = (number: number) => {
  const random = keyedRandom(9, number);
  const view = () =>
    tf.tensor4d(Float32Array.from({ length: 4 * 8 * 8 * 3 }, random), [4, 8, 8, 3]);
  return [view(), view()] as const;
};

function step(learner: Learner, number: number, options: Partial<StepOptions> = {}) {
  const views = viewsOf(number);
  const result = learner.step(views, {
    learningRate: 1e-3,
    random: keyedRandom(8, number),
    ...options,
  });
  tf.dispose([...views]);
  return result;
}

function fault(method: Learner, state: MethodState): string {
  try {
    method.restore(state);
  } catch (error) {
    expect(error).toBeInstanceOf(MethodStateError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

/** Every method, and every optimizer: neither knows which of the other it works with. */
const combinations = [
  ...methodNames.map((method) => [method, 'adam'] as const),
  ...optimizerNames
    .filter((name) => name !== 'adam')
    .map((name) => ['jaccard-moco', name] as const),
];

test.each(combinations)(
  '%s with %s: a learner that is given a saved state goes on to the same numbers, to the bit',
  (method, optimizer) => {
    const change = { method, optimizer, clipNorm: 0.5 };
    const learner = learnerOf(1, change);
    for (const number of [1, 2, 3]) step(learner, number);
    const saved = learner.save();
    const other = learnerOf(2, change);
    other.restore(saved);
    // Three batches of four have gone round a ring of ten.
    const ofQueue = { 'method/pointer': 2, 'method/realKeys': 10 };
    expect(saved.numbers).toEqual({
      optimizerSteps: 3,
      ...(method.endsWith('moco') && ofQueue),
    });
    const measured = { measure: true, measureRank: true };
    for (const number of [4, 5]) {
      expect(step(other, number, measured)).toEqual(step(learner, number, measured));
    }
    expect(other.save()).toEqual(learner.save());
    learner.dispose();
    other.dispose();
  },
);

test.each(methodNames)(
  '%s: a step that is read asynchronously has the numbers of one that is not, and leaves as many tensors',
  async (method) => {
    const change = { method, clipNorm: 0.5, accumulate: 2, symmetric: method === 'moco' };
    const [learner, other] = [learnerOf(1, change), learnerOf(1, change)];
    const measured = { measure: true, measureRank: true };
    const stepAsync = async (number: number, options: Partial<StepOptions> = {}) => {
      const views = viewsOf(number);
      const usual = { learningRate: 1e-3, random: keyedRandom(8, number) };
      const result = await other.stepAsync(views, { ...usual, ...options });
      tf.dispose([...views]);
      return result;
    };
    // Adam's moments are made in the first step.
    step(learner, 1);
    await stepAsync(1);
    const before = tf.memory().numTensors;
    const expected = step(learner, 2, measured);
    const between = tf.memory().numTensors;
    expect(await stepAsync(2, measured)).toEqual(expected);
    expect(tf.memory().numTensors - between).toBe(between - before);
    expect(other.save()).toEqual(learner.save());
    learner.dispose();
    other.dispose();
  },
);

test('an asynchronous step whose loss is not finite changes nothing', async () => {
  const learner = learnerOf(1);
  step(learner, 1);
  const [before, tensors] = [learner.save(), tf.memory().numTensors];
  const views = [tf.fill([4, 8, 8, 3], NaN), tf.ones([4, 8, 8, 3])] as const;
  const random = keyedRandom(8, 2);
  const { losses } = await learner.stepAsync(views as never, { learningRate: 1e-3, random });
  tf.dispose([...views]);
  expect(losses.loss).toBeNaN();
  expect(learner.save()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
  learner.dispose();
});

test('what was saved does not change with the method', () => {
  const method = learnerOf(1);
  const saved = method.save();
  const before = [...(saved.tensors['encoder/conv1.weight']?.data ?? [])];
  step(method, 1);
  expect([...(saved.tensors['encoder/conv1.weight']?.data ?? [])]).toEqual(before);
});

test('saving and restoring leave no tensor behind', () => {
  const method = learnerOf(1);
  step(method, 1);
  const before = tf.memory().numTensors;
  method.restore(method.save());
  expect(tf.memory().numTensors).toBe(before);
  method.dispose();
});

test('a state of another run is refused, and nothing has changed then', () => {
  const method = learnerOf(1);
  const before = method.save();
  const { tensors, numbers } = learnerOf(2).save();
  const { 'method/key/bn1.weight': left, ...rest } = tensors;
  expect(left?.shape).toEqual([2]);
  expect(fault(method, { tensors: rest, numbers })).toBe('key/bn1.weight is missing');
  expect(fault(method, { tensors: { ...tensors, 'encoder/fc': left as never }, numbers })).toBe(
    'encoder/fc is unexpected',
  );
  const wrong = { ...tensors, 'encoder/bn1.weight': { shape: [3], data: new Float32Array(3) } };
  expect(fault(method, { tensors: wrong, numbers })).toBe(
    'encoder/bn1.weight must be [2], got [3]',
  );
  expect(fault(method, learnerOf(2, { m: 12 }).save())).toBe(
    'queue/p must be [10, 4], got [12, 4]',
  );
  expect(fault(method, { tensors, numbers: { ...numbers, optimizerSteps: -1 } })).toBe(
    'optimizerSteps must be a whole number, got -1',
  );
  expect(method.save()).toEqual(before);
});
