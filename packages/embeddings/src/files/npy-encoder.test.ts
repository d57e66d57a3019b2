import { npyEncoder } from './npy-encoder.js';

test('the header has format version 1.0, the shape, and is padded to 64 bytes', () => {
  const encoder = npyEncoder({ rows: 1234, features: 5, labeled: false });
  const header = Buffer.from(encoder.start());
  expect(header.subarray(0, 8)).toEqual(Buffer.from('\x93NUMPY\x01\x00', 'latin1'));
  expect(header.readUInt16LE(8)).toBe(header.length - 10);
  expect(header.length % 64).toBe(0);
  expect(header.toString('latin1', 10)).toMatch(
    /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(1234, 5\), \} *\n$/,
  );
});

test('features are float32, little-endian, row after row', () => {
  const encoder = npyEncoder({ rows: 1, features: 2, labeled: false });
  const all = new Float32Array([9, 1, -2, 9]);
  const bytes = Buffer.from(encoder.add({ names: ['a'], features: all.subarray(1, 3) }));
  expect(bytes.length).toBe(8);
  expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([1, -2]);
});
