import { decodeOutcomes, encodeOutcomes } from './outcome-bits.js';

test('what was encoded is decoded, for any number of images', () => {
  for (const images of [0, 1, 7, 8, 9, 100]) {
    const right = Array.from({ length: images }, (_, image) => Number((image * 7) % 3 === 0));
    expect(decodeOutcomes(encodeOutcomes(right), images)).toEqual(right);
  }
});

test('by hand: bits count from the lowest', () => {
  expect(encodeOutcomes([1, 0, 1])).toBe(Buffer.from([5]).toString('base64'));
});

test('outcomes of another number of images are refused', () => {
  expect(() => decodeOutcomes('BQ==', 9)).toThrow(
    new RangeError('decodeOutcomes: bits must be those of 9 images, 2 bytes, got 1'),
  );
});
