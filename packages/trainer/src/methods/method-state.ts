import type { StateDict } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

/** The state of a method or a learner, as in a checkpoint. */
export interface MethodState {
  /** Tensors by name, such as `key/conv1.weight`, in the layouts of TensorFlow. */
  readonly tensors: StateDict;
  /** Counters by name. */
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * A state that belongs to another method or encoder.
 * @example
 * ```ts
 * import { MethodStateError, type MethodState } from '@jssl/trainer';
 *
 * // In a method of your own.
 * function restore({ numbers }: MethodState): void {
 *   if (!('pointer' in numbers)) throw new MethodStateError('pointer is missing');
 * }
 * try {
 *   restore({ tensors: {}, numbers: {} });
 * } catch (error) {
 *   if (error instanceof MethodStateError) console.log(error.message); // pointer is missing
 * }
 * ```
 */
export class MethodStateError extends Error {
  override readonly name = 'MethodStateError';
  readonly code = 'JSSL_METHOD_STATE';
}

/** The entries of a record under `prefix/name`. */
export function prefixed<T>(
  prefix: string,
  record: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [`${prefix}/${name}`, value]),
  );
}

/** Copies tensors out. */
export function storeTensors(tensors: Readonly<Record<string, tf.Tensor>>): StateDict {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      { shape: tensor.shape, data: tensor.dataSync<'float32'>().slice() },
    ]),
  );
}

/**
 * Checks that stored tensors have the names and shapes of `tensors`.
 * @throws MethodStateError naming the first that is missing, unexpected or of another shape.
 */
export function requireFit(tensors: Readonly<Record<string, tf.Tensor>>, stored: StateDict): void {
  const unexpected = Object.keys(stored).find((name) => !Object.hasOwn(tensors, name));
  if (unexpected !== undefined) throw new MethodStateError(`${unexpected} is unexpected`);
  for (const [name, tensor] of Object.entries(tensors)) {
    const { shape } = (Object.hasOwn(stored, name) ? stored[name] : undefined) ?? {};
    if (!shape) throw new MethodStateError(`${name} is missing`);
    if (!tf.util.arraysEqual([...shape], tensor.shape)) {
      throw new MethodStateError(
        `${name} must be [${tensor.shape.join(', ')}], got [${shape.join(', ')}]`,
      );
    }
  }
}

/** Assigns stored tensors to the variables of the same names; names and shapes must match. */
export function writeVariables(
  variables: Readonly<Record<string, tf.Variable>>,
  stored: StateDict,
): void {
  for (const [name, variable] of Object.entries(variables)) {
    tf.tidy(() => {
      const { data = [] } = stored[name] ?? {};
      variable.assign(tf.tensor(data, variable.shape, 'float32'));
    });
  }
}

/** The entries of a record under `prefix/`, without the prefix, and the other entries. */
export function splitPrefixed<T>(
  prefix: string,
  record: Readonly<Record<string, T>>,
): [under: Record<string, T>, others: Record<string, T>] {
  const start = `${prefix}/`;
  const entries = Object.entries(record);
  const under = entries.filter(([name]) => name.startsWith(start));
  const others = entries.filter(([name]) => !name.startsWith(start));
  return [
    Object.fromEntries(under.map(([name, value]) => [name.slice(start.length), value])),
    Object.fromEntries(others),
  ];
}
