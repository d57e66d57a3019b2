import { floatValues, type FloatType } from './float-values.js';

test.each<[FloatType, readonly number[], readonly number[]]>([
  // 1.5, −2, the smallest half, infinity
  ['F16', [0x00, 0x3e, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x7c], [1.5, -2, 2 ** -24, Infinity]],
  ['BF16', [0xc0, 0x3f, 0x00, 0xc0], [1.5, -2]],
  ['F32', [0, 0, 0xc0, 0x3f], [1.5]],
  ['F64', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], [1.5]],
])('%s', (type, bytes, expected) => {
  // Not at the start of its buffer.
  const placed = Uint8Array.from([7, ...bytes]).subarray(1);
  expect([...floatValues(placed, type)]).toEqual(expected);
});

test('the half that is no number', () => {
  expect([...floatValues(Uint8Array.of(0x01, 0x7c), 'F16')]).toEqual([NaN]);
});
