import { eachPart } from './each-part.js';

const partsOf = (values: Float32Array | Uint8Array, most: number) => {
  const parts: number[][] = [];
  eachPart(values, most, (part) => parts.push([...part]));
  return parts;
};

test('the parts are the values in their order, none longer than asked', () => {
  expect(partsOf(Float32Array.of(1, 2, 3, 4, 5), 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(partsOf(Uint8Array.of(1, 2, 3, 4), 2)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(partsOf(Float32Array.of(1, 2), 2)).toEqual([[1, 2]]);
});

test('no values have no part', () => {
  expect(partsOf(new Float32Array(0), 2)).toEqual([]);
});

test('what is written to a part is written to the values', () => {
  const values = new Float32Array(5);
  eachPart(values, 2, (part) => part.fill(part.byteOffset / 4));
  expect([...values]).toEqual([0, 0, 2, 2, 4]);
});
