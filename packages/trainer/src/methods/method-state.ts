import type { StateDict } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

/** Everything that a method has learned and remembers, as a checkpoint keeps it. */
export interface MethodState {
  /** Tensors by name, such as `query/conv1.weight`, in TensorFlow's layouts. */
  readonly tensors: StateDict;
  /** Counters by name. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** A state that does not belong to the method that is given it. */
export class MethodStateError extends Error {
  override readonly name = 'MethodStateError';
}

/** The tensors of a record under `prefix/name`. */
export function prefixed<T extends tf.Tensor>(
  prefix: string,
  tensors: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [`${prefix}/${name}`, tensor]),
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
 * Writes stored tensors into variables of the same names and shapes, all or nothing.
 * @throws MethodStateError naming the first that is missing, unexpected or of another shape.
 */
export function restoreVariables(
  variables: Readonly<Record<string, tf.Variable>>,
  stored: StateDict,
): void {
  const unexpected = Object.keys(stored).find((name) => !Object.hasOwn(variables, name));
  if (unexpected !== undefined) throw new MethodStateError(`${unexpected} is unexpected`);
  const pairs = Object.entries(variables).map(([name, variable]) => {
    const tensor = Object.hasOwn(stored, name) ? stored[name] : undefined;
    if (!tensor) throw new MethodStateError(`${name} is missing`);
    if (!tf.util.arraysEqual([...tensor.shape], variable.shape)) {
      throw new MethodStateError(
        `${name} must be [${variable.shape.join(', ')}], got [${tensor.shape.join(', ')}]`,
      );
    }
    return [variable, tensor] as const;
  });
  for (const [variable, { shape, data }] of pairs) {
    tf.tidy(() => {
      variable.assign(tf.tensor(data, [...shape], 'float32'));
    });
  }
}
