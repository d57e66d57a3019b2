import type { RawTensor, RawTensorFlow } from './raw-tensorflow.js';

/** Element-wise ops and reductions of float32 tensors, for kernels that free as they go. */
export interface RawArithmetic {
  /** An op of `x` and others element by element, with broadcasting; takes `x` over, borrows the others. */
  readonly op: (
    name: string,
    x: RawTensor,
    ...others: readonly (RawTensor | number)[]
  ) => RawTensor;
  /** A reduction over `axes`, which stay with length 1 where `keep` is set; borrows x. */
  readonly reduce: (
    name: 'Max' | 'Mean' | 'Sum',
    x: RawTensor,
    axes: readonly number[],
    keep?: boolean,
  ) => RawTensor;
}

export function rawArithmetic(raw: RawTensorFlow): RawArithmetic {
  return {
    op: (name, x, ...others) => {
      const result = raw.run(name, raw.elementType('float32'), [x, ...others]);
      x.release();
      return result;
    },
    reduce: (name, x, axes, keep = true) => {
      const attributes = raw.attributes(`reduce ${keep}`, (of) => [
        of.boolean('keep_dims', keep),
        of.type('T', 'float32'),
        of.type('Tidx', 'int32'),
      ]);
      return raw.run(name, attributes, [x, raw.integers(axes)]);
    },
  };
}
