import { imagesInMemory } from './images-in-memory.js';

/** Two images of 1x2 pixels with two channels. */
const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const shape = { height: 1, width: 2, channels: 2 };

test('images are read in the requested order, and again', () => {
  const set = imagesInMemory({ pixels, ...shape });
  expect(set.length).toBe(2);
  expect([...set.read([1, 0, 1])]).toEqual([5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(set.read([]).length).toBe(0);
  expect(set.labels).toBeUndefined();
});

test('what is read is a copy', () => {
  const set = imagesInMemory({ pixels, ...shape });
  set.read([0]).fill(0);
  expect(set.read([0])[0]).toBe(1);
});

test('images have names and labels, by default their indices and none', () => {
  const labels = Int32Array.of(1, 0);
  const named = imagesInMemory({ pixels, ...shape, names: ['a.png', 'b.png'], labels });
  expect([named.name(1), named.labels]).toEqual(['b.png', labels]);
  expect(imagesInMemory({ pixels, ...shape }).name(1)).toBe('1');
});

test('pixels, names, labels and indices that do not fit are refused', () => {
  const make = (given: object) => () => imagesInMemory({ pixels, ...shape, ...given });
  expect(make({ width: 3 })).toThrow(
    new RangeError('imagesInMemory: pixels must be [N, 1, 3, 2], got 8 values; 6 are one image'),
  );
  expect(make({ names: ['a'] })).toThrow(
    'imagesInMemory: names must have one for each of the 2 images, got 1',
  );
  expect(make({ labels: Int32Array.of(1, 2, 3) })).toThrow(
    'imagesInMemory: labels must have one for each of the 2 images, got 3',
  );
  const set = imagesInMemory({ pixels, ...shape });
  for (const index of [2, -1, 0.5, NaN]) {
    const message = `imagesInMemory: index must be from 0 to 1, got ${index}`;
    expect(() => set.read([index])).toThrow(new RangeError(message));
    expect(() => set.name(index)).toThrow(message);
  }
});
