import * as tf from '@tensorflow/tfjs-core';

/**
 * An optional kernel of a backend that changes many variables in one call, in place where nothing shares their
 * values. It returns a list with a replacement for each tensor, or undefined where the tensor was changed in
 * place; or, if it cannot work because a tensor is given twice, undefined instead of the list.
 */
const UPDATE = 'JsslUpdateTogether';

/** An update of S variables by a rule that keeps moments of each. */
export interface Update {
  /** S parameters, then S of each moment. */
  readonly variables: readonly tf.Variable[];
  /** [S] */
  readonly gradients: readonly tf.Tensor[];
  /** A factor of the gradients; 1 if there is none. */
  readonly gradientScale?: tf.Scalar | undefined;
  /** The kernel's name for the rule, and its numbers in the kernel's order. */
  readonly rule: string;
  readonly numbers: readonly number[];
}

type UpdateKernel = (call: {
  readonly inputs: object;
  readonly attrs: object;
  readonly backend: unknown;
}) => readonly (tf.Tensor | undefined)[] | undefined;

/** Changes all variables in one call if the backend can. @returns whether it did. */
export function updateTogether(update: Update): boolean {
  const { variables, gradients, gradientScale, rule, numbers } = update;
  const kernel = tf.getKernel(UPDATE, tf.getBackend()) as tf.KernelConfig | undefined;
  if (!kernel) return false;
  const run = kernel.kernelFunc as unknown as UpdateKernel;
  let isDone = false;
  tf.tidy(() => {
    const inputs = { tensors: variables, sources: gradients, scale: gradientScale };
    const replaced = run({ inputs, attrs: { rule, numbers }, backend: tf.backend() });
    isDone = replaced !== undefined;
    replaced?.forEach((tensor, at) => {
      if (tensor) variables[at]?.assign(tensor);
    });
  });
  return isDone;
}
