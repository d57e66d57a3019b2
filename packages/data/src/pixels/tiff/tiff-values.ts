/** How a value is stored. */
interface ValueFormat {
  readonly bits: number;
  /** 1 unsigned, 2 signed, 3 floating point. */
  readonly format: number;
  readonly little: boolean;
}

/** Reads a value of `bits` bits from a bit position, the most significant bit first. */
function bitsAt(bytes: Uint8Array, bit: number, bits: number): number {
  let value = 0;
  for (let at = bit; at < bit + bits; at++) {
    value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
  }
  return value;
}

/** A half-precision number (IEEE 754 binary16). */
function halfOf(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Reads a value by its index in a row that begins at a bit. */
type ReadValue = (bytes: Uint8Array, view: DataView, index: number, rowBit: number) => number;

/** How a value is read, by its format and bits. */
export function readerOf({ bits, format, little }: ValueFormat): ReadValue {
  const at = (index: number, rowBit: number) => (rowBit >> 3) + index * (bits >> 3);
  const read = `${['uint', 'int', 'float'][format - 1] ?? 'uint'}${bits}`;
  switch (read) {
    case 'uint8':
      return (bytes, _, index, bit) => bytes[at(index, bit)] ?? 0;
    case 'int8':
      return (_, view, index, bit) => view.getInt8(at(index, bit));
    case 'uint16':
      return (_, view, index, bit) => view.getUint16(at(index, bit), little);
    case 'int16':
      return (_, view, index, bit) => view.getInt16(at(index, bit), little);
    case 'uint32':
      return (_, view, index, bit) => view.getUint32(at(index, bit), little);
    case 'int32':
      return (_, view, index, bit) => view.getInt32(at(index, bit), little);
    case 'uint64':
      return (_, view, index, bit) => Number(view.getBigUint64(at(index, bit), little));
    case 'int64':
      return (_, view, index, bit) => Number(view.getBigInt64(at(index, bit), little));
    case 'float16':
      return (_, view, index, bit) => halfOf(view.getUint16(at(index, bit), little));
    case 'float32':
      return (_, view, index, bit) => view.getFloat32(at(index, bit), little);
    case 'float64':
      return (_, view, index, bit) => view.getFloat64(at(index, bit), little);
  }
  if (format === 1 && bits < 32)
    return (bytes, _, index, bit) => bitsAt(bytes, bit + index * bits, bits);
  throw new Error(`values of ${bits} bits in format ${format} are not supported`);
}
