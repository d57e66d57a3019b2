import { tensorsChecksum } from './tensors-checksum.js';

const tensor = (...values: number[]) => ({
  shape: [values.length],
  data: Float32Array.from(values),
});

test('the checksum is CRC-32 of names and little-endian values', () => {
  // python3 -c "import zlib, struct; print('%08x' % zlib.crc32(b'a' + struct.pack('<2f', 1, -2) + b'b' + struct.pack('<f', 0.5)))"
  expect(tensorsChecksum({ b: tensor(0.5), a: tensor(1, -2) })).toBe('6a0cec16');
  expect(tensorsChecksum({})).toBe('00000000');
});

test('another value or name has another checksum, and a part of a larger buffer counts alone', () => {
  const sums = [{ a: tensor(1, 2) }, { a: tensor(1, 3) }, { b: tensor(1, 2) }].map(tensorsChecksum);
  expect(new Set(sums).size).toBe(3);
  const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
  expect(tensorsChecksum({ a: { shape: [2], data } })).toBe(sums[0]);
});
