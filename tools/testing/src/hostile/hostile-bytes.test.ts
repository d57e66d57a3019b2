import fc from 'fast-check';

import { bytesOf, damaged } from './hostile-bytes.js';

test('numbers in bytes of either end first', () => {
  expect([...bytesOf(0x0102n, 4, true)]).toEqual([2, 1, 0, 0]);
  expect([...bytesOf(0x0102n, 4, false)]).toEqual([0, 0, 1, 2]);
  expect([...bytesOf(2n ** 64n - 1n, 8, true)]).toEqual(Array(8).fill(255));
});

test('bytes are the same for the same seed: whole, shorter, longer and changed ones', () => {
  const bytes = Buffer.from('0123456789'.repeat(10));
  const sample = () =>
    fc.sample(damaged(bytes), { seed: 0, numRuns: 500 }).map((one) => Buffer.from(one));
  const outputs = sample();
  expect(sample()).toEqual(outputs);
  const counts = [
    outputs.filter((one) => one.equals(bytes)).length,
    outputs.filter(({ length }) => length < bytes.length).length,
    outputs.filter(({ length }) => length > bytes.length).length,
    outputs.filter((one) => one.length === bytes.length && !one.equals(bytes)).length,
  ];
  for (const count of counts) expect(count).toBeGreaterThan(25);
});

test('nothing before the place that is named is changed', () => {
  const bytes = Buffer.from('0123456789'.repeat(10));
  for (const from of [40, -60]) {
    for (const one of fc.sample(damaged(bytes, { from }), { seed: 0, numRuns: 200 })) {
      expect(Buffer.from(one.subarray(0, 40)).equals(bytes.subarray(0, 40))).toBe(true);
    }
  }
});
