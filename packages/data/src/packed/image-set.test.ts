import { createImageSet } from './image-set.js';
import type { PackedFile } from './open-packed-file.js';

const about: PackedFile['header']['about'] = {
  name: 'four',
  kind: 'known',
  classes: ['a', 'b', 'c'],
  height: 1,
  width: 1,
  channels: 1,
  mean: [0],
  std: [0],
  skipped: [],
  fingerprint: '',
};
const header = { key: '', about, trainLength: 3, names: ['p', 'q', 'r', 's'] };
const packed = (labels?: number[]): PackedFile => ({
  header: { ...header, ...(labels ? { labels } : {}) },
  readRows: (rows) => Uint8Array.from(rows, (row) => row * 10),
});

test('a set counts from 0 within its part of the file', () => {
  const set = createImageSet(packed([0, 1, 2, 1]), 1, 3);
  expect(set.length).toBe(2);
  expect(set.labels).toEqual(Int32Array.of(1, 2));
  expect([set.name(0), set.name(1)]).toEqual(['q', 'r']);
  expect(set.read([1, 0, 1])).toEqual(Uint8Array.of(20, 10, 20));
  expect(set.read(Int32Array.of(1))).toEqual(Uint8Array.of(20));
});

test('a set without labels has none', () => {
  expect(createImageSet(packed(), 0, 3)).not.toHaveProperty('labels');
});

test.each([-1, 2, 0.5, NaN])('there is no image %p in a set of 2', (index) => {
  const set = createImageSet(packed(), 0, 2);
  const message = `an index must be a whole number from 0 to 1, got ${index}`;
  expect(() => set.read([0, index])).toThrow(new RangeError(`read: ${message}`));
  expect(() => set.name(index)).toThrow(new RangeError(`name: ${message}`));
});
