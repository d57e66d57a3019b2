import type { Random } from '@jssl/augment';
import type { Collectives } from '@jssl/distributed';
import { gatherRows, meanOverRanks, meanValues, sumOverRanks } from '@jssl/distributed/tensors';
import type { Precision } from '@jssl/engine';
import {
  addGradients,
  clipFactor,
  gradientNorm,
  type Gradients,
  applyOptimizer,
  createOptimizer,
} from '@jssl/optimizers';
import { encode, updateMovingStatistics, type EncodeOptions, type Encoder } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import { meanTerms } from '../methods/mean-terms.js';
import {
  MethodStateError,
  prefixed,
  requireFit,
  splitPrefixed,
  storeTensors,
  writeVariables,
  type MethodState,
} from '../methods/method-state.js';
import {
  definitionOf,
  type LossTerms,
  type Method,
  type MethodDefinition,
  type MethodFactory,
  type Views,
} from '../methods/method.js';
import { effectiveRank } from '../metrics/effective-rank.js';
import { featureSpread } from '../metrics/feature-spread.js';
import type { StepMetric } from '../metrics/metrics-table.js';
import { completeTrainConfig } from '../settings/check-train-config.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { differentiateBatch, disposeBatch, type DifferentiatedBatch } from './batch-gradients.js';

/** The most features of a batch to compute the effective rank from: its cost is cubic in their number. */
const RANK_ROWS = 128;

/** The losses of one step: the weighted sum and, where the method has them, its terms. */
export type StepLosses = Readonly<
  Record<'loss', number> & Partial<Record<keyof LossTerms, number | undefined>>
>;

/** The outcome of a step. */
export interface StepResult {
  readonly losses: StepLosses;
  /** The requested measurements. */
  readonly health: Readonly<Partial<Record<StepMetric, number>>>;
}

/** Options of one step of a {@link Learner}. */
export interface StepOptions {
  readonly learningRate: number;
  readonly random: Random;
  /** Whether to measure similarities, spread and gradient norm: a few milliseconds. Default false. */
  readonly measure?: boolean;
  /** Whether to measure the effective rank: tens of milliseconds. Default false. */
  readonly measureRank?: boolean;
}

/** An encoder in training, with its method and its optimizer. */
export interface Learner {
  readonly encoder: Encoder;
  readonly method: Method;
  /**
   * One step on two views [N, H, W, C] of the same images, which are not disposed. In a job of P ranks
   * the views are the share of this rank [N/P, H, W, C]. A loss that is not finite is returned and changes
   * nothing.
   * @returns the same on every rank: losses averaged over the ranks, and the health of the whole batch.
   */
  step(views: Views, options: StepOptions): StepResult;
  /** Everything the next step depends on: a learner that restores it continues with the same numbers. */
  save(): MethodState;
  /**
   * Restores a saved state.
   * @throws MethodStateError when it belongs to another method or encoder; nothing changes then.
   */
  restore(state: MethodState): void;
  dispose(): void;
}

/** Options of {@link createLearner}. */
export interface LearnerOptions {
  /** Settings that differ from the defaults. */
  readonly settings?: Partial<TrainConfig>;
  /** Element type of the convolutions. Default f32. */
  readonly precision?: Precision;
  /** Random numbers for the initial state of the method, such as its queue. */
  readonly random: Random;
  /**
   * The ranks that share each batch. All make the same steps, so weights that start equal stay equal. Without
   * a job, or with a single rank, the learner runs in one process.
   */
  readonly job?: Collectives | undefined;
}

/**
 * An encoder with its method and its optimizer, to train step by step. The encoder is disposed with the
 * learner.
 * @throws SettingError for settings that cannot work.
 * @example
 * ```ts
 * import { keyedRandom } from '@jssl/augment';
 * import { ntXentLoss } from '@jssl/jaccard-loss';
 * import { createEncoder, defaultEncoderConfig } from '@jssl/resnet';
 * import * as tf from '@tensorflow/tfjs-core';
 * import { createLearner, type MethodFactory } from '@jssl/trainer/learner';
 *
 * const simclr: MethodFactory = ({ encoder, encode }) => ({
 *   loss: ([first, second]) => {
 *     const [a, b] = [encode(encoder, first), encode(encoder, second)];
 *     return { loss: ntXentLoss({ z1: a.p, z2: b.p }), encodings: [a, b] };
 *   },
 * });
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 2 }, keyedRandom(1));
 * const random = keyedRandom(2);
 * const settings = { method: 'custom:simclr', lr: 1e-3 } as const;
 * const learner = createLearner(encoder, simclr, { settings, random });
 *
 * const view = (seed: number) => tf.randomUniform<tf.Rank.R4>([4, 8, 8, 3], 0, 1, 'float32', seed);
 * const { losses } = learner.step([view(1), view(2)], { learningRate: 1e-3, random });
 * console.log(losses.loss > 0); // true
 * learner.dispose();
 * ```
 */
export function createLearner(
  encoder: Encoder,
  definition: MethodFactory | MethodDefinition,
  { settings = {}, precision = 'f32', random, job: ranks }: LearnerOptions,
): Learner {
  const { traits, create } = definitionOf(definition);
  const config = completeTrainConfig(settings, traits);
  const job = (ranks?.size ?? 1) > 1 ? ranks : undefined;
  const { accumulate, clipNorm, optimizer: name, weightDecay, optimizerMomentum } = config;
  const encodeOptions: EncodeOptions = {
    ...{ training: true, splits: config.bnSplits, precision },
    ...(job &&
      config.syncBn && {
        gatherStatistics: (values) => gatherRows(tf.reshape(values, [1, -1]), job),
      }),
  };
  const method = create({
    config,
    encoder,
    encode: (network, images) => {
      const encoding = encode(network, images, encodeOptions);
      if (!job || config.syncBn) return encoding;
      return { ...encoding, batchStatistics: meanOverRanks(encoding.batchStatistics, job) };
    },
    random,
    ...(job && { job }),
  });
  const optimizer = createOptimizer(encoder.parameters, {
    optimizer: name,
    weightDecay,
    momentum: optimizerMomentum,
  });
  const variables = {
    ...prefixed('encoder', { ...encoder.parameters, ...encoder.statistics }),
    ...prefixed('optimizer', optimizer.moments),
  };

  const differentiate = (views: Views, random: Random) => {
    let gradients: Gradients | undefined;
    const parts = splitViews(views, accumulate).map((part) => {
      // Each rank divides, so that the sum over the ranks is the mean.
      const options = { random, scale: 1 / (accumulate * (job?.size ?? 1)) };
      const batch = differentiateBatch({ encoder, method }, part, options);
      gradients = gradients ? addGradients(gradients, batch.gradients) : batch.gradients;
      return batch;
    });
    gradients ??= {};
    return { gradients: job ? sumOverRanks(gradients, job) : gradients, parts };
  };

  const measurements = (
    { encodings, targets }: DifferentiatedBatch,
    features: tf.Tensor2D | undefined,
    norm: tf.Scalar,
  ) => ({
    ...method.similarities?.(encodings, targets),
    ...(features && { featureSpread: featureSpread(features) }),
    gradientNorm: norm,
  });

  const step: Learner['step'] = (views, options) =>
    tf.tidy(() => {
      const { learningRate, random, measure = false, measureRank = false } = options;
      const { gradients, parts } = differentiate(views, random);
      const [first] = parts as [DifferentiatedBatch];
      const norm = measure || clipNorm > 0 ? gradientNorm(gradients) : undefined;
      const own = measure || measureRank ? first.encodings[0]?.feature : undefined;
      const features = own && gatherRows(own, job);
      const { loss = NaN, ...measured } = readTogether(
        {
          ...meanTerms(parts.map(({ terms }) => terms)),
          ...(measure && norm && measurements(first, features, norm)),
        },
        measureRank ? features : undefined,
        job,
      );
      if (Number.isFinite(loss)) {
        const gradientScale = clipNorm > 0 && norm ? clipFactor(norm, clipNorm) : undefined;
        applyOptimizer(optimizer, encoder.parameters, { gradients, learningRate, gradientScale });
        for (const { batchStatistics } of parts.flatMap(({ encodings }) => encodings)) {
          updateMovingStatistics(encoder, batchStatistics);
        }
        method.afterStep?.(parts.map(({ targets }) => targets));
      }
      parts.forEach(disposeBatch);
      const { jaccard, p, n, ...health } = measured;
      return { losses: { loss, jaccard, p, n }, health };
    });

  return {
    encoder,
    method,
    step,
    save: () => {
      const own = method.save?.() ?? { tensors: {}, numbers: {} };
      return {
        tensors: { ...storeTensors(variables), ...prefixed('method', own.tensors) },
        numbers: { optimizerSteps: optimizer.steps, ...prefixed('method', own.numbers) },
      };
    },
    restore: ({ tensors, numbers }) => {
      const [ofMethod, own] = splitPrefixed('method', tensors);
      const [numbersOfMethod, { optimizerSteps = NaN }] = splitPrefixed('method', numbers);
      if (!Number.isSafeInteger(optimizerSteps) || optimizerSteps < 0) {
        throw new MethodStateError(`optimizerSteps must be a whole number, got ${optimizerSteps}`);
      }
      requireFit(variables, own);
      if (method.restore) method.restore({ tensors: ofMethod, numbers: numbersOfMethod });
      else requireFit({}, ofMethod);
      writeVariables(variables, own);
      optimizer.steps = optimizerSteps;
    },
    dispose: () => {
      encoder.dispose();
      optimizer.dispose();
      method.dispose?.();
    },
  };
}

/** Views in parts of equal size. */
function splitViews([first, second]: Views, parts: number): Views[] {
  if (parts === 1) return [[first, second]];
  const others = tf.split(second, parts);
  return tf.split(first, parts).map((part, at) => [part, others[at]] as unknown as Views);
}

type Measured = keyof LossTerms | StepMetric;

/**
 * Reads scalars (in a job, their means over the ranks) and computes the effective rank of features, in a
 * single transfer from the backend.
 */
function readTogether(
  scalars: Readonly<Partial<Record<Measured, tf.Scalar>>>,
  features: tf.Tensor2D | undefined,
  job: Collectives | undefined,
): Partial<Record<Measured, number>> {
  const row = tf.stack<tf.Scalar>(Object.values(scalars)) as tf.Tensor1D;
  const [rows, columns] = features
    ? [Math.min(features.shape[0], RANK_ROWS), features.shape[1]]
    : [0, 0];
  const flat =
    features && tf.reshape<tf.Rank.R1>(tf.slice2d(features, [0, 0], [rows, columns]), [-1]);
  const values = (flat ? tf.concat1d([row, flat]) : row).dataSync<'float32'>();
  const means = job ? meanValues(values.subarray(0, row.size), job) : values;
  const named = Object.keys(scalars).map((name, at) => [name, means[at]]);
  return {
    ...(Object.fromEntries(named) as Partial<Record<Measured, number>>),
    ...(flat && { effectiveRank: effectiveRank(values.subarray(row.size), rows, columns) }),
  };
}
