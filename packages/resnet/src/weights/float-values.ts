/** Bytes of a value of each type that can be read as float32. */
export const floatTypes = { F32: 4, F64: 8, F16: 2, BF16: 2 } as const;

/** The type of stored values: float32, float64, float16 or bfloat16. */
export type FloatType = keyof typeof floatTypes;

/** Reads little-endian values as float32; float64 is rounded. @param bytes a whole number of values. */
export function floatValues(bytes: Uint8Array, type: FloatType): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = floatTypes[type];
  const data = new Float32Array(bytes.length / size);
  const bits = new DataView(new ArrayBuffer(4));
  const read = {
    F32: (at: number) => view.getFloat32(at, true),
    F64: (at: number) => view.getFloat64(at, true),
    F16: (at: number) => halfValue(view.getUint16(at, true)),
    BF16: (at: number) => {
      bits.setUint16(0, view.getUint16(at, true));
      return bits.getFloat32(0);
    },
  }[type];
  for (let index = 0; index < data.length; index++) data[index] = read(index * size);
  return data;
}

/** The value of IEEE 754 half-precision bits. */
function halfValue(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(half >> 10) & 0x1f, half & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
