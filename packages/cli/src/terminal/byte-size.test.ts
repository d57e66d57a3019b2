import { byteSize } from './byte-size.js';

test.each([
  [0, '0 B'],
  [812, '812 B'],
  [9_090, '9.1 kB'],
  [44_800, '45 kB'],
  [1_490_000, '1.5 MB'],
  [9_960_000, '10 MB'],
  [730_400_000, '730 MB'],
  [999_000_000, '999 MB'],
  [1_000_000_000, '1.0 GB'],
  [1_149_000_000, '1.1 GB'],
  [12_960_000_000, '13.0 GB'],
])('%i bytes are %s', (bytes, words) => {
  expect(byteSize(bytes)).toBe(words);
});
