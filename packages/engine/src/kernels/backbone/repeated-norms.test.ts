import { fuseResiduals } from './fuse-residuals.js';
import type { Layer } from './layers.js';
import { repeatedNorms } from './repeated-norms.js';

const convolution = (input: number): Layer => ({
  ...{ op: 'convolution', input, filter: `filter ${input}`, stride: 1 },
});
const norm = (input: number, relu = true): Layer => ({
  ...{ op: 'batchNorm', input, norm: `norm ${input}`, relu },
});

/** A stem, then a basic block whose shortcut is the stem's output. */
const block: Layer[] = [
  ...[convolution(0), norm(1)],
  ...[convolution(2), norm(3), convolution(4), norm(5, false)],
  { op: 'addRelu', inputs: [6, 2] },
];

test('the norms inside of a block are repeated; those that a shortcut or the feature reads are kept', () => {
  expect([...repeatedNorms(fuseResiduals(block))]).toEqual([4]);
  expect([...repeatedNorms([convolution(0), norm(1)])]).toEqual([]);
});

test('a norm is kept without a ReLU, and where a layer further on reads it', () => {
  expect([...repeatedNorms([convolution(0), norm(1, false), convolution(2)])]).toEqual([]);
  const later = [convolution(0), norm(1), convolution(0), norm(3), convolution(2)];
  expect([...repeatedNorms(later)]).toEqual([]);
  expect([...repeatedNorms([norm(0), { op: 'maxPool', input: 1 }, convolution(2)])]).toEqual([]);
});
