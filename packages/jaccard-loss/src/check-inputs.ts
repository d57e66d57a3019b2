import type { Tensor } from '@tensorflow/tfjs-core';

const shapeOf = (tensor: Tensor) => `[${tensor.shape.join(', ')}]`;

/** @throws RangeError when two tensors differ in shape. */
export function checkSameShape(
  caller: string,
  firstName: string,
  first: Tensor,
  secondName: string,
  second: Tensor,
): void {
  const [required, got] = [shapeOf(first), shapeOf(second)];
  if (required !== got) {
    throw new RangeError(
      `${caller}: ${secondName} must have the shape of ${firstName}, ${required}, got ${got}`,
    );
  }
}

/**
 * Checks a record of embeddings [rows, D]: all are non-empty matrices with the same D as the first, and all but the
 * queues, whose names start with `queue`, have as many rows as the first.
 * @throws TypeError for another rank, RangeError for another size.
 */
export function checkEmbeddings(
  caller: string,
  embeddings: Readonly<Record<string, Tensor>>,
): void {
  const isQueue = (name: string) => name.startsWith('queue');
  const all = Object.entries(embeddings);
  for (const [name, tensor] of all) {
    if (tensor.rank !== 2) {
      throw new TypeError(
        `${caller}: ${name} must be a matrix [${isQueue(name) ? 'M' : 'N'}, D], got ${shapeOf(tensor)}`,
      );
    }
    if (tensor.size === 0) {
      throw new RangeError(`${caller}: ${name} must not be empty, got ${shapeOf(tensor)}`);
    }
  }
  const [
    firstName,
    {
      shape: [rows, columns],
    },
  ] = all[0] as [string, Tensor];
  for (const [name, tensor] of all) {
    const queue = isQueue(name);
    if (tensor.shape[1] === columns && (queue || tensor.shape[0] === rows)) continue;
    const required = queue ? `[M, D] with D = ${columns}` : `[N, D] = [${rows}, ${columns}]`;
    throw new RangeError(
      `${caller}: ${name} must be ${required} like ${firstName}, got ${shapeOf(tensor)}`,
    );
  }
}

/** @throws RangeError unless a temperature is a finite number above 0. */
export function checkTemperature(caller: string, name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`${caller}: ${name} must be a finite number above 0, got ${value}`);
  }
}

/** @throws RangeError unless the three weights are finite and at least 0. */
export function checkWeights(caller: string, weights: LossWeights): void {
  if (!weights.every((weight) => weight >= 0 && weight < Infinity)) {
    throw new RangeError(
      `${caller}: weights must be three finite numbers of at least 0 (J, p, n), got [${weights.join(', ')}]`,
    );
  }
}

/** Weights of the three terms of the Jaccard loss: of J, of cos p, of cos n. */
export type LossWeights = readonly [jaccard: number, p: number, n: number];
