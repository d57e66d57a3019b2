import type { ImageSet } from '@jssl/data';

import { describeRetrieval, partnerTask } from './partner-retrieval.js';

const partners = { attribute: 'identity', across: 'vendor' };
const images = (identity: readonly string[], vendor: readonly string[]): ImageSet => ({
  length: identity.length,
  attributes: { identity, vendor },
  name: String,
  read: () => new Uint8Array(),
});
const four = images(['grin', 'cat', 'grin', 'cat'], ['google', 'google', 'twitter', 'twitter']);

test('images of one object by two vendors are partners', () => {
  expect(partnerTask({ test: four, partners })).toEqual({
    groups: Int32Array.of(0, 1, 0, 1),
    sides: Int32Array.of(0, 0, 1, 1),
  });
  // One of the other vendor's two drawings is the partner: first or second with one half each.
  expect(describeRetrieval({ test: four, partners })).toEqual({
    ...{ attribute: 'identity', across: 'vendor', recallAt: [1, 5, 10] },
    chance: { recall: [0.5, 1, 1], meanAveragePrecision: 0.75, queries: 4 },
  });
});

test('without partners there is no task', () => {
  const { attributes, ...unknown } = four;
  const { identity = [], vendor = [] } = attributes ?? {};
  const alone = images(['grin', 'grin', 'cat'], ['google', 'google', 'twitter']);
  for (const data of [
    { partners },
    { test: four },
    { test: unknown, partners },
    { test: { ...unknown, attributes: { vendor } }, partners },
    { test: { ...unknown, attributes: { identity } }, partners },
    { test: alone, partners },
  ]) {
    expect(partnerTask(data)).toBeUndefined();
    expect(describeRetrieval(data)).toBeUndefined();
  }
});
