import type { TrainConfig } from '../settings/train-settings.js';

/**
 * Weights of the control arms of a comparison. `1, 0, 0` is J alone; `0, 0.5, 0.5` has both heads and their cosine
 * terms, but no J: if it does as well as the default weights, a second head helps, and not the Jaccard similarity.
 * @example
 * ```ts
 * import { controlWeights } from '@jssl/trainer';
 *
 * console.log(controlWeights); // [ [ 1, 0, 0 ], [ 0, 0.5, 0.5 ] ]
 * ```
 */
export const controlWeights: readonly TrainConfig['weights'][] = [
  [1, 0, 0],
  [0, 0.5, 0.5],
];

/**
 * Whether these are the weights of a control arm.
 * @example
 * ```ts
 * import { isControlWeights } from '@jssl/trainer';
 *
 * console.log(isControlWeights([1, 0, 0]), isControlWeights([0.8, 0.1, 0.1])); // true false
 * ```
 */
export function isControlWeights(weights: TrainConfig['weights']): boolean {
  return controlWeights.some((one) => one.join() === weights.join());
}
