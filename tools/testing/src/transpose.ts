import { sizeOf } from './fill.js';

/**
 * Reorders the axes of a flat row-major array, as `numpy.transpose(values.reshape(shape), axes)`:
 * PyTorch's OIHW to HWIO is `[2, 3, 1, 0]`, NCHW to NHWC `[0, 2, 3, 1]`, `[out, in]` to `[in, out]` `[1, 0]`.
 */
export function transpose(
  values: ArrayLike<number>,
  shape: readonly number[],
  axes: readonly number[],
): Float64Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const outputShape = axes.map((axis) => shape[axis] ?? 0);
  const outputStrides = axes.map((axis) => strides[axis] ?? 0);
  const output = new Float64Array(sizeOf(shape));
  const position = outputShape.map(() => 0);
  for (let index = 0; index < output.length; index++) {
    const source = position.reduce((sum, at, axis) => sum + at * (outputStrides[axis] ?? 0), 0);
    output[index] = values[source] ?? NaN;
    for (let axis = position.length - 1; axis >= 0; axis--) {
      const next = (position[axis] ?? 0) + 1;
      position[axis] = next === outputShape[axis] ? 0 : next;
      if (position[axis] !== 0) break;
    }
  }
  return output;
}
