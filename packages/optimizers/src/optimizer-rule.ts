import type * as tf from '@tensorflow/tfjs-core';

/** One parameter θ, its gradient g, and what the optimizer remembers of it, all of one shape. */
export interface ParameterValues {
  readonly parameter: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** By the places of {@link OptimizerRule.moments}. */
  readonly moments: readonly tf.Tensor[];
}

export interface UpdateSettings {
  /** lr, of this step. */
  readonly learningRate: number;
  /** λ */
  readonly weightDecay: number;
  /** μ, of the optimizers that have one. */
  readonly momentum: number;
  /** Which step this is, from 1. */
  readonly step: number;
}

/** How an optimizer moves a parameter. */
export interface OptimizerRule {
  /** Names of what it remembers of each parameter, which begins as zeros. */
  readonly moments: readonly string[];
  /** @returns the new parameter, then the new moments in order. */
  readonly update: (values: ParameterValues, settings: UpdateSettings) => readonly tf.Tensor[];
}
