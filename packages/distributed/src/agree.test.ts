import { agree } from './agree.js';
import type { Collectives } from './collectives.js';
import { singleProcess } from './single-process.js';

/** Collectives in which the other ranks give these values; the bytes of this rank are the first. */
const among = (...others: object[]): Collectives => ({
  ...singleProcess,
  size: 1 + others.length,
  allGatherBytes: (bytes) => [
    bytes,
    ...others.map((values) => new TextEncoder().encode(JSON.stringify(values))),
  ],
});
const own = { temperature: 0.5, files: ['ä.png', 'b.png'], resume: undefined };

test('equal values on all ranks are accepted, in any order', () => {
  expect(() => {
    agree(among({ files: ['ä.png', 'b.png'], temperature: 0.5 }, own), 'the configuration', own);
  }).not.toThrow();
  expect(() => {
    agree(singleProcess, 'the configuration', own);
  }).not.toThrow();
});

test('the ranks that differ and the first difference are named', () => {
  const others = [own, { ...own, files: ['ä.png'] }, { ...own, temperature: 0.2, files: [] }];
  expect(() => {
    agree(among(...others), 'the configuration', own);
  }).toThrow(
    'the configuration must be the same on all ranks, but ranks 2, 3 differ from rank 0: files is ["ä.png","b.png"] on rank 0 and ["ä.png"] on rank 2',
  );
});

test('a value that only one rank has is a difference', () => {
  expect(() => {
    agree(among({ ...own, seed: 1 }), 'the configuration', own);
  }).toThrow('rank 1 differs from rank 0: seed is not given on rank 0 and 1 on rank 1');
  expect(() => {
    agree(among({ temperature: 0.5 }), 'the configuration', own);
  }).toThrow('files is ["ä.png","b.png"] on rank 0 and not given on rank 1');
});
