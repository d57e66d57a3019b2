/** What is computed: a convolution, or one of its gradients. */
export type ConvolutionDirection = 'forward' | 'inputGradient' | 'filterGradient';

/** A TensorFlow op of the kernels. */
export interface ConvolutionOp {
  /** TensorFlow's name of it, which ends in the version of the kernels. */
  readonly name: string;
  /** Its inputs in order. */
  readonly inputs: readonly [string, string];
}

/**
 * The version of the kernels' results and ops: it changes when results change in any bit.
 * @example
 * ```ts
 * import { kernelsVersion } from '@jssl/kernels';
 *
 * console.log(kernelsVersion); // V3
 * ```
 */
export const kernelsVersion = 'V3';

/**
 * The ops, which compute 3x3 convolutions of stride 1 with padding SAME.
 *
 * `x` and `dx` are maps [N, H, W, C], `y` and `dy` maps [N, H, W, C'], in the element type of attribute `T`
 * (float or bfloat16). `filter` and the filter's gradient are [3, 3, C, C'], always float. C and C' are
 * multiples of 16. Attribute `tile` (2 or 4; see {@link tileFor}) chooses F(2x2,3x3) or F(4x4,3x3).
 * All arithmetic is float32. Results don't depend on the number of threads, which is
 * `TF_NUM_INTRAOP_THREADS`, or the number of cores.
 * @example
 * ```ts
 * import { convolutionOps } from '@jssl/kernels';
 *
 * const { name, inputs } = convolutionOps.inputGradient;
 * console.log(name, inputs.join(' ')); // JsslConv3x3InputGradientV3 dy filter
 * ```
 */
export const convolutionOps: Readonly<Record<ConvolutionDirection, ConvolutionOp>> = {
  forward: { name: `JsslConv3x3${kernelsVersion}`, inputs: ['x', 'filter'] },
  inputGradient: { name: `JsslConv3x3InputGradient${kernelsVersion}`, inputs: ['dy', 'filter'] },
  filterGradient: { name: `JsslConv3x3FilterGradient${kernelsVersion}`, inputs: ['x', 'dy'] },
};

/**
 * The ops for convolutions of any odd kernel, any stride and any channels, padded by (kernel − 1) / 2 on every side
 * as in PyTorch, by matrix products. Maps are NHWC in the element type of attribute `T`, the filter and its gradient
 * [kernel, kernel, C, C'], always float. Attributes: `stride`; for the input gradient `height` and `width` of the
 * input; for the filter gradient `kernel`. Results don't depend on the number of threads.
 * @example
 * ```ts
 * import { windowConvolutionOps } from '@jssl/kernels';
 *
 * console.log(windowConvolutionOps.forward.name); // JsslConvV3
 * ```
 */
export const windowConvolutionOps: Readonly<Record<ConvolutionDirection, ConvolutionOp>> = {
  forward: { name: `JsslConv${kernelsVersion}`, inputs: ['x', 'filter'] },
  inputGradient: { name: `JsslConvInputGradient${kernelsVersion}`, inputs: ['dy', 'filter'] },
  filterGradient: { name: `JsslConvFilterGradient${kernelsVersion}`, inputs: ['x', 'dy'] },
};
