import * as tf from '@tensorflow/tfjs-core';

/**
 * An optional kernel of a backend that changes many variables in one call, here by the rule value − rate ·
 * (value − target). It returns a list with a replacement for each value, or undefined where the value was
 * changed in place; or, if it cannot work because a tensor is given twice, undefined instead of the list.
 * (@jssl/moco has the same file: the leaf packages don't depend on each other.)
 */
const UPDATE = 'JsslUpdateTogether';

type UpdateKernel = (call: {
  readonly inputs: object;
  readonly attrs: object;
  readonly backend: unknown;
}) => readonly (tf.Tensor | undefined)[] | undefined;

/** Moves all values to their targets in one call if the backend can. @returns whether it did. */
export function moveTogether(
  pairs: readonly (readonly [value: tf.Variable, target: tf.Tensor])[],
  rate: number,
): boolean {
  const kernel = tf.getKernel(UPDATE, tf.getBackend()) as tf.KernelConfig | undefined;
  if (!kernel) return false;
  const run = kernel.kernelFunc as unknown as UpdateKernel;
  let isDone = false;
  tf.tidy(() => {
    const [tensors, sources] = [pairs.map(([value]) => value), pairs.map(([, target]) => target)];
    const attrs = { rule: 'towards', numbers: [rate] };
    const replaced = run({ inputs: { tensors, sources }, attrs, backend: tf.backend() });
    isDone = replaced !== undefined;
    replaced?.forEach((tensor, at) => {
      if (tensor) tensors[at]?.assign(tensor);
    });
  });
  return isDone;
}
