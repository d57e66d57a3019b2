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

/** The loss whose gradient is followed, and the terms that it is made of: scalars. */
export interface LossTerms {
  readonly loss: tf.Scalar;
  readonly jaccard?: tf.Scalar;
  readonly p?: tf.Scalar;
  readonly n?: tf.Scalar;
}

/** What a method makes of a batch. */
export interface BatchLoss extends LossTerms {
  /**
   * What the learned encoder made of the views, one or more times: its running statistics follow all of
   * them, and the health of the run is measured on the first.
   */
  readonly encodings: readonly Encoding[];
}

/** Means over a batch for the metrics, scalars. */
export type Similarities = Readonly<Partial<Record<SimilarityMetric, tf.Scalar>>>;

/**
 * A way of learning an encoder from pairs of views: its loss, and what it remembers besides the encoder.
 * Gradients, optimizer and checkpoints are the trainer's. Tensors made in these functions are freed at
 * the end of the step, but for those that are kept.
 */
export interface Method<Targets = unknown> {
  /** The loss of an encoder that cannot tell a pair from the rest, where there is such a number. */
  readonly noLearningLoss?: number;
  /** What the loss compares with, made without gradient, such as the keys of MoCo. */
  targets?(views: Views, random: Random): Targets;
  /** The loss of a batch: its gradient over the encoder's parameters is followed. */
  loss(views: Views, targets: Targets): BatchLoss;
  /** What is to be done after the optimizer's step; the targets of each part of the batch. */
  afterStep?(targets: readonly Targets[]): void;
  /** How alike pairs and strangers are. */
  similarities?(encodings: readonly Encoding[], targets: Targets): Similarities;
  /** Share of the queue that is keys of images, in [0, 1]. */
  queueFill?(): number;
  /** All that the next step depends on besides the encoder and the optimizer. */
  save?(): MethodState;
  /**
   * Takes over what `save` gave.
   * @throws MethodStateError when it does not fit; nothing has changed then.
   */
  restore?(state: MethodState): void;
  /** Frees what the method made; the encoder is not its own. */
  dispose?(): void;
}

/** What a method is made for. */
export interface MethodContext {
  readonly config: TrainConfig;
  /** The encoder that is learned, evaluated and saved. */
  readonly encoder: Encoder;
  /**
   * Runs an encoder in training mode, with the run's batch-norm splits and precision. In a job every rank
   * has to call it as often; the batch statistics that it gives are those of all.
   */
  readonly encode: (encoder: Encoder, images: tf.Tensor4D) => Encoding;
  /** For first values, such as those of a queue. */
  readonly random: Random;
  /**
   * The ranks that share each batch; absent where the run is one process. The views are this rank's
   * share, and the gradient that is followed is that of the mean of all ranks' losses.
   */
  readonly job?: Collectives;
}

/** Makes a method for a run. */
export type MethodFactory = (context: MethodContext) => Method;

/** A method with what the trainer has to know of it. */
export interface MethodDefinition {
  readonly traits: MethodTraits;
  readonly create: MethodFactory;
}

/** A factory alone stands for a method with the default traits. */
export function definitionOf(method: MethodFactory | MethodDefinition): MethodDefinition {
  return typeof method === 'function' ? { traits: defaultTraits, create: method } : method;
}
