import type { ImageSet } from '@jssl/data';

import { describeRetrieval, partnerTask } from './partner-retrieval.js';

const images = (identity: readonly string[], vendor: readonly string[]): ImageSet => ({
  length: identity.length,
  attributes: { identity, vendor },
  name: String,
  read: () => new Uint8Array(),
});
const four = images(['grin', 'cat', 'grin', 'cat'], ['google', 'google', 'twitter', 'twitter']);

test('drawings of one object by two vendors are partners', () => {
  const task = partnerTask(four);
  expect(task).toEqual({ groups: Int32Array.of(0, 1, 0, 1), sides: Int32Array.of(0, 0, 1, 1) });
  if (!task) throw new Error('there is a task');
  // One of the other vendor's two drawings is the partner: first or second with one half each.
  expect(describeRetrieval(task)).toEqual({
    ...{ attribute: 'identity', across: 'vendor', recallAt: [1, 5, 10] },
    chance: { recall: [0.5, 1, 1], meanAveragePrecision: 0.75, queries: 4 },
  });
});

test('without partners there is no task', () => {
  const { attributes, ...untold } = four;
  expect(partnerTask(undefined)).toBeUndefined();
  expect(partnerTask(untold)).toBeUndefined();
  const { identity = [], vendor = [] } = attributes ?? {};
  expect(partnerTask({ ...untold, attributes: { vendor } })).toBeUndefined();
  expect(partnerTask({ ...untold, attributes: { identity } })).toBeUndefined();
  expect(partnerTask(images(['grin', 'grin', 'cat'], ['google', 'google', 'twitter']))).toBe(
    undefined,
  );
});
