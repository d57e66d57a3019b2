import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';

/** Rows and columns 0, `stride`, 2 · `stride`, … of maps [N, H, W, C]: what a 1x1 kernel sees. Borrows x. */
export function everyNthPixel(raw: RawTensorFlow, x: RawTensor, stride: number): RawTensor {
  const attributes = raw.attributes(`strided slice ${x.type}`, (of) => [
    of.type('T', x.type),
    of.type('Index', 'int32'),
    ...['begin', 'end', 'ellipsis', 'new_axis', 'shrink_axis'].map((mask) =>
      of.integer(`${mask}_mask`, 0),
    ),
  ]);
  return raw.run('StridedSlice', attributes, [
    x,
    raw.integers([0, 0, 0, 0]),
    raw.integers(x.shape),
    raw.integers([1, stride, stride, 1]),
  ]);
}
