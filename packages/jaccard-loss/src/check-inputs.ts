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
  const same =
    first.rank === second.rank && first.shape.every((size, axis) => size === second.shape[axis]);
  if (!same) {
    throw new RangeError(
      `${caller}: ${secondName} must have the shape of ${firstName}, ${shapeOf(first)}, got ${shapeOf(second)}`,
    );
  }
}

/**
 * Checks a record of embeddings [rows, D]: all are non-empty matrices with the same D as the first, and all
 * except those named in `queues` have as many rows as the first.
 * @throws TypeError for another rank, RangeError for another size.
 */
export function checkEmbeddings(
  caller: string,
  embeddings: Readonly<Record<string, Tensor>>,
  queues: readonly string[] = [],
): void {
  const [first, ...others] = Object.entries(embeddings);
  if (!first) return;
  const [firstName, reference] = first;
  for (const [name, tensor] of [first, ...others]) {
    if (tensor.rank !== 2) {
      throw new TypeError(
        `${caller}: ${name} must be a matrix [${queues.includes(name) ? 'M' : 'N'}, D], got ${shapeOf(tensor)}`,
      );
    }
    if (tensor.size === 0) {
      throw new RangeError(`${caller}: ${name} must not be empty, got ${shapeOf(tensor)}`);
    }
  }
  const [rows, columns] = reference.shape as [number, number];
  for (const [name, tensor] of others) {
    const isQueue = queues.includes(name);
    if (tensor.shape[1] === columns && (isQueue || tensor.shape[0] === rows)) continue;
    const required = isQueue ? `[M, D] with D = ${columns}` : `[N, D] = [${rows}, ${columns}]`;
    throw new RangeError(
      `${caller}: ${name} must be ${required} like ${firstName}, got ${shapeOf(tensor)}`,
    );
  }
  const queueShapes = others.filter(([name]) => queues.includes(name));
  const [firstQueue, ...otherQueues] = queueShapes;
  if (!firstQueue) return;
  for (const [name, queue] of otherQueues) {
    checkSameShape(caller, firstQueue[0], firstQueue[1], name, queue);
  }
}

/** @throws RangeError unless a temperature is a finite number above 0. */
export function checkTemperature(caller: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new RangeError(`${caller}: ${name} must be a finite number above 0, got ${value}`);
  }
}

/** @throws RangeError unless the three weights are finite and at least 0. */
export function checkWeights(caller: string, weights: LossWeights): void {
  if (!weights.every((weight) => Number.isFinite(weight) && weight >= 0)) {
    throw new RangeError(
      `${caller}: weights must be three finite numbers of at least 0 (J, p, n), got [${weights.join(', ')}]`,
    );
  }
}

/** Weights of the three terms of the Jaccard loss: of J, of cos p, of cos n. */
export type LossWeights = readonly [jaccard: number, p: number, n: number];
