import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';

/** aᵀ · b [C, C'] of matrices [P, C] and [P, C'] of one element type; takes both over. */
export function transposedProduct(raw: RawTensorFlow, a: RawTensor, b: RawTensor): RawTensor {
  const type = raw.attributes(`transposed product ${a.type}`, (of) => [
    of.type('T', a.type),
    of.boolean('transpose_a', true),
    of.boolean('transpose_b', false),
  ]);
  const product = raw.run('MatMul', type, [a, b]);
  a.release();
  b.release();
  return product;
}
