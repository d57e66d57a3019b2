import type { Random } from '@jssl/augment';
import type { Collectives } from '@jssl/distributed';
import { gatherRows, meanOverRanks, sumOverRanks } from '@jssl/distributed/tensors';
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
import { featureSpread } from '../metrics/feature-spread.js';
import type { StepMetric } from '../metrics/metrics-table.js';
import { completeTrainConfig } from '../settings/check-train-config.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { differentiateBatch, disposeBatch, type DifferentiatedBatch } from './batch-gradients.js';
import { joinMeasured, splitMeasured, type JoinedMeasurements } from './joined-measurements.js';

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
  /**
   * Like `step`, with the same numbers, on any backend: WebGPU can only be read asynchronously. Await it before
   * the next step.
   */
  stepAsync(views: Views, options: StepOptions): Promise<StepResult>;
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
 * @throws SettingError for invalid settings.
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

  /** Everything of a step that comes before the losses are known; nothing has changed yet. */
  const begin = (views: Views, options: StepOptions): StartedStep => {
    const { random, measure = false, measureRank = false } = options;
    const { gradients, parts } = differentiate(views, random);
    const [first] = parts as [DifferentiatedBatch];
    const norm = measure || clipNorm > 0 ? gradientNorm(gradients) : undefined;
    const own = measure || measureRank ? first.encodings[0]?.feature : undefined;
    const features = own && gatherRows(own, job);
    const scalars = {
      ...meanTerms(parts.map(({ terms }) => terms)),
      ...(measure && norm && measurements(first, features, norm)),
    };
    return {
      gradients,
      parts,
      norm,
      read: joinMeasured(scalars, measureRank ? features : undefined),
    };
  };

  /** The rest of a step: changes the weights if the loss is finite. */
  const finish = (started: StartedStep, values: Float32Array, learningRate: number) => {
    const { gradients, parts, norm, read } = started;
    const { loss = NaN, ...measured } = splitMeasured(read, values, job);
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
  };

  const step: Learner['step'] = (views, options) =>
    tf.tidy(() => {
      const started = begin(views, options);
      return finish(started, started.read.tensor.dataSync<'float32'>(), options.learningRate);
    });

  const stepAsync: Learner['stepAsync'] = async (views, options) => {
    const { started, own } = keepUntilRead(() => begin(views, options));
    try {
      const values = await started.read.tensor.data<'float32'>();
      return tf.tidy(() => finish(started, values, options.learningRate));
    } finally {
      tf.dispose(own);
    }
  };

  return {
    encoder,
    method,
    step,
    stepAsync,
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

/** A step whose losses are not known yet. */
interface StartedStep {
  readonly gradients: Gradients;
  readonly parts: readonly DifferentiatedBatch[];
  /** L2 norm of the gradients, if it is needed. */
  readonly norm: tf.Scalar | undefined;
  readonly read: JoinedMeasurements;
}

/**
 * Runs the start of a step and keeps its tensors for the rest of it.
 * @returns also the tensors to dispose then: those that were made here.
 */
function keepUntilRead(begin: () => StartedStep): {
  readonly started: StartedStep;
  readonly own: tf.Tensor[];
} {
  let first = Infinity;
  const started = tf.tidy(() => {
    // Tensors are numbered as they are made; a method's targets may contain older ones.
    first = tf.scalar(0).id;
    return begin() as unknown as tf.TensorContainerObject;
  });
  const own = tf.tensor_util.getTensorsInContainer(started).filter(({ id }) => id > first);
  return { started: started as unknown as StartedStep, own };
}
