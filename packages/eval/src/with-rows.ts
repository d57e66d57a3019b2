import * as tf from '@tensorflow/tfjs-core';

/** Rows without a tensor, as encoders outside of TensorFlow.js return them: one after the other. */
export interface RowValues {
  /** N·F numbers. */
  readonly values: Float32Array;
  /** F, the length of a row, at least 1. */
  readonly size: number;
}

/** Rows [N, F]: a tensor, or their values and the length of a row. */
export type Rows = tf.Tensor | RowValues;

/**
 * Calls a function with the tensors of rows. Tensors made of values are disposed when its promise settles; others are
 * borrowed.
 * @param rows by their names in errors.
 * @throws TypeError for a tensor of another rank, RangeError for values that are not whole rows.
 */
export async function withRows<Name extends string, Result>(
  caller: string,
  rows: Readonly<Record<Name, Rows>>,
  use: (tensors: Record<Name, tf.Tensor2D>) => Promise<Result>,
): Promise<Result> {
  const given = Object.entries<Rows>(rows);
  for (const [name, some] of given) checkRows(caller, name, some);
  const own: tf.Tensor[] = [];
  const tensors = given.map(([name, some]) => {
    if (!('values' in some)) return [name, some];
    const tensor = tf.tensor2d(some.values, [some.values.length / some.size, some.size]);
    own.push(tensor);
    return [name, tensor];
  });
  try {
    return await use(Object.fromEntries(tensors) as Record<Name, tf.Tensor2D>);
  } finally {
    tf.dispose(own);
  }
}

function checkRows(caller: string, name: string, rows: Rows): void {
  if ('values' in rows) {
    const { values, size } = rows;
    if (Number.isInteger(size) && size > 0 && values.length % size === 0) return;
    throw new RangeError(
      `${caller}: ${name} must have values of whole rows, each of size ${size}, got ${values.length} values`,
    );
  }
  if (rows.rank === 2) return;
  const letter = name === 'bank' ? 'B' : 'N';
  throw new TypeError(`${caller}: ${name} must be [${letter}, F], got [${rows.shape.join(', ')}]`);
}
