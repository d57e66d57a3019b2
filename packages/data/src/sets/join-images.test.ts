import type { ImageSet } from '../dataset/dataset.js';
import { joinImages } from './join-images.js';

/** Images of two bytes, a letter and a number. */
function lettered(letter: string, length: number, labels?: number[]): ImageSet {
  return {
    length,
    ...(labels && { labels: Int32Array.from(labels) }),
    name: (index) => `${letter}${index}`,
    read: (indices) =>
      Uint8Array.from(Array.from(indices, (index) => [letter.charCodeAt(0), index]).flat()),
  };
}

const letters = (pixels: Uint8Array) =>
  Array.from(
    { length: pixels.length / 2 },
    (_, at) => `${String.fromCharCode(pixels[2 * at] ?? 0)}${pixels[2 * at + 1]}`,
  );

test('images, names and labels of the sets follow each other', () => {
  const joined = joinImages([lettered('a', 2, [0, 1]), lettered('b', 3, [1, 1, 0])]);
  expect(joined.length).toBe(5);
  expect(Array.from({ length: 5 }, (_, index) => joined.name(index))).toEqual([
    ...['a0', 'a1'],
    ...['b0', 'b1', 'b2'],
  ]);
  expect(joined.labels).toEqual(Int32Array.from([0, 1, 1, 1, 0]));
  expect(letters(joined.read([4, 0, 2, 1, 0]))).toEqual(['b2', 'a0', 'b0', 'a1', 'a0']);
});

test('where a set has no labels, none are told', () => {
  expect(joinImages([lettered('a', 1, [0]), lettered('b', 1)]).labels).toBeUndefined();
  expect(joinImages([lettered('a', 1)]).labels).toBeUndefined();
});

test('an image that is not there is refused', () => {
  const joined = joinImages([lettered('a', 2)]);
  expect(() => joined.name(2)).toThrow('joinImages: index must be below 2, got 2');
  expect(() => joined.read([3])).toThrow('joinImages: index must be below 2, got 3');
});
