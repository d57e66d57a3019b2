import type { ElementType, RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import { cutPadding, padForStride } from './padding.js';

const [KERNEL, STRIDE] = [3, 2];

function attributes(raw: RawTensorFlow, type: ElementType) {
  return raw.attributes(`max-pool ${type}`, (of) => [
    of.type('T', type),
    of.integer('ksize', [1, KERNEL, KERNEL, 1]),
    of.integer('strides', [1, STRIDE, STRIDE, 1]),
    of.string('padding', 'VALID'),
    of.string('data_format', 'NHWC'),
  ]);
}

/**
 * Max-pool 3x3, stride 2, padding 1, of values of at least 0, as behind a ReLU: the padding's zeros
 * never exceed a value. Borrows x.
 */
export function maxPool(raw: RawTensorFlow, x: RawTensor): RawTensor {
  const padded = padForStride(raw, x, KERNEL, STRIDE);
  const y = raw.run('MaxPool', attributes(raw, x.type), [padded]);
  padded.release();
  return y;
}

/** The gradient of {@link maxPool}. Takes dy over, borrows x and y. */
export function maxPoolGradient(
  raw: RawTensorFlow,
  dy: RawTensor,
  x: RawTensor,
  y: RawTensor,
): RawTensor {
  const padded = padForStride(raw, x, KERNEL, STRIDE);
  const dx = raw.run('MaxPoolGrad', attributes(raw, x.type), [padded, y, dy]);
  padded.release();
  dy.release();
  return cutPadding(raw, dx, x.shape, KERNEL);
}
