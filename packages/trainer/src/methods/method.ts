import type { Random } from '@jssl/augment';
import type { Collectives } from '@jssl/distributed';
import type { Encoder, Encoding } from '@jssl/resnet';
import type * as tf from '@tensorflow/tfjs-core';

import type { SimilarityMetric } from '../metrics/metrics-table.js';
import { defaultTraits, type MethodTraits } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';
import type { MethodState } from './method-state.js';

/** Two views [N, H, W, C] of the same images. */
export type Views = readonly [first: tf.Tensor4D, second: tf.Tensor4D];

/** The loss that is minimized, and its terms: scalars. */
export interface LossTerms {
  readonly loss: tf.Scalar;
  readonly jaccard?: tf.Scalar;
  readonly p?: tf.Scalar;
  readonly n?: tf.Scalar;
}

/** The loss of a batch. */
export interface BatchLoss extends LossTerms {
  /**
   * One or more outputs of the learned encoder. All of them update its running statistics; the health of the
   * run is measured on the first.
   */
  readonly encodings: readonly Encoding[];
}

/** Means over a batch for the metrics: scalars. */
export type Similarities = Readonly<Partial<Record<SimilarityMetric, tf.Scalar>>>;

/**
 * A method computes a loss from two views of a batch, and may have a state besides the encoder. The trainer
 * does the rest: gradients, optimizer steps, checkpoints, metrics. Tensors created in these functions are
 * disposed at the end of the step unless they are kept.
 */
export interface Method<Targets = unknown> {
  /** The loss of an encoder that cannot tell positive pairs from negatives, if the method has one. */
  readonly noLearningLoss?: number;
  /** Computes the targets of the loss, without gradient, such as MoCo's keys. */
  targets?(views: Views, random: Random): Targets;
  /** The loss of a batch, minimized over the parameters of the encoder. */
  loss(views: Views, targets: Targets): BatchLoss;
  /** Called after the optimizer step, with the targets of each part of the batch. */
  afterStep?(targets: readonly Targets[]): void;
  /** Similarities of positive pairs and of negatives. */
  similarities?(encodings: readonly Encoding[], targets: Targets): Similarities;
  /** Share of the queue that holds keys of images, in [0, 1]. */
  queueFill?(): number;
  /** Everything the next step depends on besides the encoder and the optimizer. */
  save?(): MethodState;
  /**
   * Restores a saved state.
   * @throws MethodStateError when it does not fit; nothing changes then.
   */
  restore?(state: MethodState): void;
  /** Disposes the tensors of the method, not the encoder. */
  dispose?(): void;
}

/** What a method is created with. */
export interface MethodContext {
  readonly config: TrainConfig;
  /** The encoder in training. */
  readonly encoder: Encoder;
  /**
   * Runs an encoder in training mode, with the batch-norm splits and the precision of the run. In a job all
   * ranks must call it equally often; the batch statistics it returns are those of all ranks.
   */
  readonly encode: (encoder: Encoder, images: tf.Tensor4D) => Encoding;
  /** Random numbers for initial values, such as those of a queue. */
  readonly random: Random;
  /**
   * The ranks that share each batch; undefined in a single process. The views are the share of this rank,
   * and the mean of the losses of all ranks is minimized.
   */
  readonly job?: Collectives;
}

/** Creates a method for a run. */
export type MethodFactory = (context: MethodContext) => Method;

/** A method with its traits. */
export interface MethodDefinition {
  readonly traits: MethodTraits;
  readonly create: MethodFactory;
}

/** A bare factory is a method with the default traits. */
export function definitionOf(method: MethodFactory | MethodDefinition): MethodDefinition {
  return typeof method === 'function' ? { traits: defaultTraits, create: method } : method;
}
