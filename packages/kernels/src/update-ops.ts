/** A rule by which variables change. */
export type UpdateRule = 'adam' | 'sgd' | 'lars' | 'towards';

/**
 * The TensorFlow ops that change many float32 tensors in one call. `take` keeps N tensors under a number and
 * returns it, `give` returns the tensors as they are. Each of `update` changes the tensors that were taken, in
 * place where nobody else holds their memory, and returns them; its inputs are the number, the rule's numbers
 * [`numbers`], a factor of the sources [], and S sources; the tensors are S values, then S of each of its
 * `moments`. `norm` is the Euclidean norm of N tensors together. Attributes are N and S.
 * @example
 * ```ts
 * import { updateOps } from '@jssl/kernels';
 *
 * const { name, moments } = updateOps.update.adam;
 * console.log(name, moments); // JsslAdamV1 2
 * ```
 */
export const updateOps = {
  take: { name: 'JsslTakeV1' },
  give: { name: 'JsslGiveV1' },
  norm: { name: 'JsslNormV1' },
  update: {
    /** Rate, weight decay added to the gradient, factor of the value before the step, epsilon, beta1, beta2. */
    adam: { name: 'JsslAdamV1', moments: 2, numbers: 6 },
    /** Rate, weight decay, momentum. */
    sgd: { name: 'JsslSgdV1', moments: 1, numbers: 3 },
    /** Rate, weight decay, momentum, trust. */
    lars: { name: 'JsslLarsV1', moments: 1, numbers: 4 },
    /** Rate: value − rate · (value − source). */
    towards: { name: 'JsslTowardsV1', moments: 0, numbers: 1 },
  },
} as const satisfies {
  readonly update: Readonly<
    Record<
      UpdateRule,
      { readonly name: string; readonly moments: number; readonly numbers: number }
    >
  >;
} & Readonly<Record<'take' | 'give' | 'norm', { readonly name: string }>>;
