import { kernelsVersion } from './convolution-ops.js';

/** A TensorFlow op of batch norm, with the names of its inputs and outputs in order. */
export interface BatchNormOp {
  /** TensorFlow's name of it, which ends in the version of the kernels. */
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * The ops of batch norm (arXiv 1502.03167) with what follows it in a ResNet: the sum with a shortcut, and ReLU.
 *
 * `x`, `residual`, `y` and their gradients are maps [N, H, W, C] with any C and at least one element, in the
 * element type of attribute `T` (float or bfloat16); everything else is float. Without a shortcut, `residual` is
 * empty, [0]. Attributes: `epsilon`, added to the variance; `relu`, whether a ReLU comes last; `groups`, the equal
 * parts of the batch with statistics of their own; `want_residual`, whether the gradient for the shortcut is wanted.
 *
 * - `training`: y = relu(norm(x) + residual), with the mean and the unbiased variance [C] of the batch, averaged
 *   over the groups, and the `statistics` [groups, 2, C] that the gradient takes.
 * - `evaluation`: the same with a given mean and variance.
 * - `repeat`: y as `training` gave it without a shortcut, to the bit, from its `statistics`.
 * - `gradient`: of `dy + d_other`, where `d_other` may be empty; `y` may be empty if there is no ReLU.
 *
 * Results don't depend on the number of threads.
 * @example
 * ```ts
 * import { batchNormOps } from '@jssl/kernels';
 *
 * console.log(batchNormOps.evaluation.name); // JsslBatchNormEvaluationV3
 * ```
 */
export const batchNormOps = {
  training: {
    name: `JsslBatchNorm${kernelsVersion}`,
    inputs: ['x', 'residual', 'scale', 'offset'],
    outputs: ['y', 'mean', 'variance', 'statistics'],
  },
  evaluation: {
    name: `JsslBatchNormEvaluation${kernelsVersion}`,
    inputs: ['x', 'residual', 'scale', 'offset', 'mean', 'variance'],
    outputs: ['y'],
  },
  repeat: {
    name: `JsslBatchNormRepeat${kernelsVersion}`,
    inputs: ['x', 'scale', 'offset', 'statistics'],
    outputs: ['y'],
  },
  gradient: {
    name: `JsslBatchNormGradient${kernelsVersion}`,
    inputs: ['dy', 'd_other', 'x', 'y', 'scale', 'statistics'],
    outputs: ['dx', 'd_scale', 'd_offset', 'd_residual'],
  },
} as const satisfies Readonly<Record<string, BatchNormOp>>;
