import { rawArithmetic } from '../raw-arithmetic.js';
import type { ElementType, RawTensor, RawTensorFlow } from '../raw-tensorflow.js';

/** The tensor in another element type; takes it over. */
export function castTo(raw: RawTensorFlow, x: RawTensor, type: ElementType): RawTensor {
  if (x.type === type) return x;
  const attributes = raw.attributes(`cast ${type}`, (of) => [
    of.type('SrcT', x.type),
    of.type('DstT', type),
    of.boolean('Truncate', false),
  ]);
  const cast = raw.run('Cast', attributes, [x]);
  x.release();
  return cast;
}

/** The tensor in another shape; takes it over. */
export function reshape(raw: RawTensorFlow, x: RawTensor, shape: readonly number[]): RawTensor {
  const attributes = raw.attributes(`reshape ${x.type}`, (of) => [
    of.type('T', x.type),
    of.type('Tshape', 'int32'),
  ]);
  const reshaped = raw.run('Reshape', attributes, [x, raw.integers(shape)]);
  x.release();
  return reshaped;
}

/** a + b; takes both over. */
export function add(raw: RawTensorFlow, a: RawTensor, b: RawTensor): RawTensor {
  const sum = raw.run('AddV2', raw.elementType(a.type), [a, b]);
  a.release();
  b.release();
  return sum;
}

/** max(x, 0); takes x over. */
export function relu(raw: RawTensorFlow, x: RawTensor): RawTensor {
  const y = raw.run('Relu', raw.elementType(x.type), [x]);
  x.release();
  return y;
}

/** The gradient of ReLU from its output `y`, which it borrows; takes dy over. */
export function reluGradient(raw: RawTensorFlow, dy: RawTensor, y: RawTensor): RawTensor {
  const dx = raw.run('ReluGrad', raw.elementType(dy.type), [dy, y]);
  dy.release();
  return dx;
}

/** The mean over height and width [N, C] of [N, H, W, C], in float32; takes it over. */
export function globalAverage(raw: RawTensorFlow, maps: RawTensor): RawTensor {
  const wide = castTo(raw, maps, 'float32');
  const mean = rawArithmetic(raw).reduce('Mean', wide, [1, 2], false);
  wide.release();
  return mean;
}

/** The gradient of {@link globalAverage} for maps of `shape` and `type`. Borrows `dMean` [N, C]. */
export function globalAverageGradient(
  raw: RawTensorFlow,
  dMean: RawTensor,
  shape: readonly number[],
  type: ElementType,
): RawTensor {
  const [rows = 0, height = 0, width = 0, channels = 0] = shape;
  const share = raw.run('Mul', raw.elementType('float32'), [
    dMean,
    raw.scalar(1 / (height * width)),
  ]);
  const pixel = castTo(raw, reshape(raw, share, [rows, 1, 1, channels]), type);
  const attributes = raw.attributes(`broadcast ${type}`, (of) => [
    of.type('T', type),
    of.type('Tidx', 'int32'),
  ]);
  const maps = raw.run('BroadcastTo', attributes, [pixel, raw.integers(shape)]);
  pixel.release();
  return maps;
}
