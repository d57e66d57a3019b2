import { unitVectors, type VectorsInput } from './unit-vectors.js';

const vectors = (given: unknown, features = 2) =>
  unitVectors(given as VectorsInput, features, 'add: vectors');

test('arrays of numbers, of any kind, and arrays of rows are float32 rows', () => {
  const rows = Float32Array.of(1, 0, 0, -1);
  expect(vectors(rows)).toBe(rows);
  expect(vectors(Float64Array.of(1, 0, 0, -1))).toEqual(rows);
  expect(vectors([1, 0, 0, -1])).toEqual(rows);
  expect(vectors([[1, 0], Float32Array.of(0, -1)])).toEqual(rows);
  expect(vectors([])).toEqual(new Float32Array());
});

test('vectors that were rounded to bfloat16 are accepted', () => {
  // cos and sin of 1: the norm is 0.99797.
  expect(vectors([0.5390625, 0.83984375])).toHaveLength(2);
  expect(() => vectors([0.5390625, 0.8359375])).toThrow('got 0.994676;');
});

test.each<[string, unknown, string]>([
  ['no array', 'text', 'must be a Float32Array or an array of numbers, got string'],
  ['nothing', undefined, 'must be a Float32Array or an array of numbers, got undefined'],
  ['bytes', Uint8Array.of(1, 0), 'must be a Float32Array or an array of numbers, got Uint8Array'],
  ['texts', ['1', '0'], 'must be numbers, got string at 0'],
  ['a gap', [1, 0, undefined, 1], 'must be numbers, got undefined at 2'],
  ['rows and numbers', [[1, 0], 1], 'must be numbers, got Array at 0'],
  ['texts in a row', [['1', '0']], 'must be numbers, got string at 0'],
])('%s: a TypeError', (_, given, sentence) => {
  expect(() => vectors(given)).toThrow(new TypeError(`add: vectors ${sentence}`));
});

test.each<[string, unknown, string]>([
  [
    'half a vector',
    [1, 0, 1],
    'must be [N, F] with F = 2, got 3 numbers; pass F numbers for each vector',
  ],
  ['a short row', [[1, 0], [1]], ', row 1, must have F = 2 numbers, got 1'],
  ['a long vector', [3, 4], 'must have the L2 norm 1, got 5; divide each vector by its norm'],
  [
    'zeros',
    [1, 0, 0, 0],
    'must have the L2 norm 1, got 0 in row 1; divide each vector by its norm',
  ],
  ['NaN', [NaN, 0], 'must have the L2 norm 1, got NaN; divide each vector by its norm'],
  [
    'infinity',
    [Infinity, 0],
    'must have the L2 norm 1, got Infinity; divide each vector by its norm',
  ],
])('%s: a RangeError', (_, given, sentence) => {
  const message = `add: vectors ${sentence}`.replace(' ,', ',');
  expect(() => vectors(given)).toThrow(new RangeError(message));
});
