import type { Random } from '@jssl/augment';
import type { Precision } from '@jssl/engine';
import { mocoJaccardLoss } from '@jssl/jaccard-loss';
import { encodeShuffled, KeyQueue, randomPermutation, updateMomentum } from '@jssl/moco';
import {
  cloneEncoder,
  disposeEncoder,
  encode,
  updateMovingStatistics,
  type Encoder,
  type StoredTensor,
} from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { applyAdam, createAdam, disposeAdam, type AdamState } from '../adam.js';
import type { TrainConfig } from '../train-config.js';
import {
  MethodStateError,
  prefixed,
  restoreVariables,
  storeTensors,
  type MethodState,
} from './method-state.js';
import type { Method, StepLosses } from './method.js';

type Views = readonly [query: tf.Tensor4D, key: tf.Tensor4D];

/** Everything that MoCo with the Jaccard similarity learns and remembers. */
export interface JaccardMocoState {
  readonly query: Encoder;
  readonly key: Encoder;
  queueP: KeyQueue;
  queueN: KeyQueue;
  readonly adam: AdamState;
}

type Settings = Pick<TrainConfig, 'temperature' | 'weights' | 'momentum' | 'bnSplits'> & {
  readonly precision: Precision;
};

/** The state before the first step: the key encoder a copy of the query encoder, random queues. */
function createJaccardMocoState(
  query: Encoder,
  config: Pick<TrainConfig, 'm' | 'featureDim' | 'lr' | 'weightDecay'>,
  random: Random,
): JaccardMocoState {
  return {
    query,
    key: cloneEncoder(query, { trainable: false }),
    queueP: new KeyQueue(config.m, config.featureDim, random),
    queueN: new KeyQueue(config.m, config.featureDim, random),
    adam: createAdam(query.parameters, {
      learningRate: config.lr,
      weightDecay: config.weightDecay,
    }),
  };
}

/**
 * One step of MoCo (arXiv 1911.05722, Algorithm 1) with the Jaccard loss (arXiv 2202.12921): keys in
 * training-mode batch norm, the batch in the order of `permutation`, without gradient; then Adam on
 * the query encoder, the momentum update of the key encoder's parameters, and the keys enqueued.
 * A loss that is not finite leaves the state as it was.
 */
export function jaccardMocoStep(
  state: JaccardMocoState,
  [queryView, keyView]: Views,
  permutation: Int32Array,
  settings: Settings,
): StepLosses {
  const { query, key, queueP, queueN } = state;
  const options = { training: true, splits: settings.bnSplits, precision: settings.precision };
  return tf.tidy(() => {
    let keyStatistics = {};
    const keys = encodeShuffled(keyView, permutation, (images) => {
      const { p, n, batchStatistics } = encode(key, images, options);
      keyStatistics = batchStatistics;
      return { p, n };
    });
    let queryStatistics = {};
    let terms: readonly tf.Scalar[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const { p, n, batchStatistics } = encode(query, queryView, options);
      queryStatistics = batchStatistics;
      Object.values(batchStatistics).forEach((statistic) => tf.keep(statistic));
      const losses = mocoJaccardLoss(
        {
          queryP: p,
          keyP: keys.p,
          queryN: n,
          keyN: keys.n,
          queueP: queueP.keys,
          queueN: queueN.keys,
        },
        { temperature: settings.temperature, weights: settings.weights },
      );
      terms = [losses.jaccard, losses.p, losses.n].map((term) => tf.keep(term));
      return losses.loss;
    }, Object.values(query.parameters));
    const [loss = NaN, jaccard = NaN, p = NaN, n = NaN] = tf.stack([value, ...terms]).dataSync();
    if (Number.isFinite(loss)) {
      const gradients = Object.entries(query.parameters).map(([name, parameter]) => [
        name,
        grads[parameter.name],
      ]);
      applyAdam(
        state.adam,
        query.parameters,
        Object.fromEntries(gradients) as Record<string, tf.Tensor>,
      );
      updateMovingStatistics(query, queryStatistics);
      updateMovingStatistics(key, keyStatistics);
      updateMomentum(key.parameters, query.parameters, settings.momentum);
      queueP.enqueue(keys.p);
      queueN.enqueue(keys.n);
    }
    tf.dispose([queryStatistics, [...terms]]);
    return { loss, jaccard, p, n };
  });
}

function variablesOf({ query, key, adam }: JaccardMocoState): Record<string, tf.Variable> {
  return {
    ...prefixed('query', { ...query.parameters, ...query.statistics }),
    ...prefixed('key', { ...key.parameters, ...key.statistics }),
    ...prefixed('adam/first', adam.first),
    ...prefixed('adam/second', adam.second),
  };
}

function saveState(state: JaccardMocoState): MethodState {
  const { queueP, queueN, adam } = state;
  return {
    tensors: storeTensors({
      ...variablesOf(state),
      'queue/p': queueP.keys,
      'queue/n': queueN.keys,
    }),
    // Both queues are at the same place: they take the same keys.
    numbers: { ...queueP.position, adamSteps: adam.steps },
  };
}

function restoreState(state: JaccardMocoState, { tensors, numbers }: MethodState): void {
  const { 'queue/p': storedP, 'queue/n': storedN, ...stored } = tensors;
  const { pointer = NaN, realKeys = NaN, adamSteps = NaN } = numbers;
  if (!Number.isSafeInteger(adamSteps) || adamSteps < 0) {
    throw new MethodStateError(`adamSteps must be a whole number, got ${adamSteps}`);
  }
  const open = (name: string, tensor: StoredTensor | undefined, { keys }: KeyQueue): KeyQueue => {
    const { shape = [], data = new Float32Array() } = tensor ?? {};
    if (!tf.util.arraysEqual([...shape], keys.shape)) {
      throw new MethodStateError(
        `${name} must be [${keys.shape.join(', ')}], got [${shape.join(', ')}]`,
      );
    }
    const rows = tf.tensor2d(data, keys.shape);
    const queue = KeyQueue.restore(rows, { pointer, realKeys });
    rows.dispose();
    return queue;
  };
  const queueP = open('queue/p', storedP, state.queueP);
  const queueN = open('queue/n', storedN, state.queueN);
  try {
    restoreVariables(variablesOf(state), stored);
  } catch (error) {
    queueP.dispose();
    queueN.dispose();
    throw error;
  }
  state.queueP.dispose();
  state.queueN.dispose();
  Object.assign(state, { queueP, queueN });
  state.adam.steps = adamSteps;
}

/** MoCo with the Jaccard similarity, learning `encoder`, which it takes over and disposes. */
export function createJaccardMoco(
  encoder: Encoder,
  config: TrainConfig & { readonly precision: Precision },
  random: Random,
): Method {
  const state = createJaccardMocoState(encoder, config, random);
  return {
    encoder,
    step: (views, stepRandom) =>
      jaccardMocoStep(state, views, randomPermutation(views[0].shape[0], stepRandom), config),
    save: () => saveState(state),
    restore: (saved) => {
      restoreState(state, saved);
    },
    dispose: () => {
      disposeEncoder(state.query);
      disposeEncoder(state.key);
      state.queueP.dispose();
      state.queueN.dispose();
      disposeAdam(state.adam);
    },
  };
}
