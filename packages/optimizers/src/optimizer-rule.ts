import type * as tf from '@tensorflow/tfjs-core';

import type { Update } from './update-together.js';

/** One parameter θ, its gradient g and its moments, all of one shape. */
export interface ParameterValues {
  readonly parameter: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** In the order of {@link OptimizerRule.moments}. */
  readonly moments: readonly tf.Tensor[];
}

export interface UpdateSettings {
  /** lr of this step. */
  readonly learningRate: number;
  /** λ */
  readonly weightDecay: number;
  /** μ, for the optimizers that have one. */
  readonly momentum: number;
  /** The number of the step, from 1. */
  readonly step: number;
}

/** The update rule of an optimizer. */
export interface OptimizerRule {
  /** Names of the moments of each parameter, which start as zeros. */
  readonly moments: readonly string[];
  /** @returns the new parameter, then the new moments in order. */
  readonly update: (values: ParameterValues, settings: UpdateSettings) => readonly tf.Tensor[];
  /** The same for a kernel that updates all parameters in one call. */
  readonly together: (settings: UpdateSettings) => Pick<Update, 'rule' | 'numbers'>;
}
