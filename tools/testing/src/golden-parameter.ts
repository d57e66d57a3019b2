import { fill, sizeOf } from './fill.js';

/**
 * First values of an encoder's tensor in the golden vectors, by its name and shape in PyTorch: the rule
 * `init` of `encoder.json`, running means 0 and running variances 1.
 */
export function goldenParameter(
  salt: string,
  name: string,
  shape: readonly number[],
): Float32Array {
  if (name.endsWith('running_mean')) return new Float32Array(sizeOf(shape));
  if (name.endsWith('running_var')) return new Float32Array(sizeOf(shape)).fill(1);
  const matrix = shape.length > 1;
  const scale = matrix ? Math.sqrt(6 / sizeOf(shape.slice(1))) : 0.1;
  const offset = !matrix && name.endsWith('weight') ? 1 : 0;
  return new Float32Array(fill(salt, name, shape, scale, offset));
}
