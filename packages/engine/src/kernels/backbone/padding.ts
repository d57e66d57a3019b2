import type { RawTensor, RawTensorFlow } from '../raw-tensorflow.js';

/** Zeros in front of and behind a side. */
export type SidePadding = readonly [before: number, after: number];

/** Zeros in front of and behind each side of `size` pixels, so that a kernel's windows fit exactly. */
export function sidePadding(size: number, kernel: number, stride: number): SidePadding {
  const before = (kernel - 1) / 2;
  const outputs = Math.floor((size + 2 * before - kernel) / stride) + 1;
  return [before, Math.max(0, (outputs - 1) * stride + kernel - before - size)];
}

/** `x` [N, H, W, C] with zeros around its height and width. Borrows it. */
export function padSides(
  raw: RawTensorFlow,
  x: RawTensor,
  [height, width]: readonly [SidePadding, SidePadding],
): RawTensor {
  const type = raw.attributes(`pad ${x.type}`, (of) => [
    of.type('T', x.type),
    of.type('Tpaddings', 'int32'),
  ]);
  return raw.run('Pad', type, [x, raw.integers([0, 0, ...height, ...width, 0, 0], 2)]);
}

/** The part of `x` of a shape that begins at a place. Borrows it. */
export function slice(
  raw: RawTensorFlow,
  x: RawTensor,
  begin: readonly number[],
  shape: readonly number[],
): RawTensor {
  const type = raw.attributes(`slice ${x.type}`, (of) => [
    of.type('T', x.type),
    of.type('Index', 'int32'),
  ]);
  return raw.run('Slice', type, [x, raw.integers(begin), raw.integers(shape)]);
}

/**
 * `x` with PyTorch's padding for a stride above 1, where TensorFlow's SAME would pad otherwise; `x`
 * itself, retained, where none is needed.
 */
export function padForStride(
  raw: RawTensorFlow,
  x: RawTensor,
  kernel: number,
  stride: number,
): RawTensor {
  if (stride === 1 || kernel === 1) return x.retain();
  const [, height = 0, width = 0] = x.shape;
  return padSides(raw, x, [
    sidePadding(height, kernel, stride),
    sidePadding(width, kernel, stride),
  ]);
}

/** The part of `padded` that `padForStride` took from a tensor of `shape`; takes `padded` over. */
export function cutPadding(
  raw: RawTensorFlow,
  padded: RawTensor,
  shape: readonly number[],
  kernel: number,
): RawTensor {
  if (padded.shape.every((size, axis) => size === shape[axis])) return padded;
  const before = (kernel - 1) / 2;
  const cut = slice(raw, padded, [0, before, before, 0], shape);
  padded.release();
  return cut;
}
