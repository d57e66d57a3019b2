import { SettingError } from '@jssl/settings';

import { checkShares, shareOfBatch } from './share-of-batch.js';

const share = (batchSize: number, accumulate: number, size: number) =>
  Array.from({ length: size }, (_, rank) => [
    ...shareOfBatch({ batchSize, accumulate }, { rank, size }),
  ]);

test('by hand: a rank takes its contiguous part, of each part of a batch', () => {
  expect(share(4, 1, 1)).toEqual([[0, 1, 2, 3]]);
  expect(share(8, 1, 2)).toEqual([[0, 1, 2, 3], [4, 5, 6, 7]]); // prettier-ignore
  expect(share(8, 2, 2)).toEqual([[0, 1, 4, 5], [2, 3, 6, 7]]); // prettier-ignore
});

test('put together part by part in the order of ranks, the shares are the batch', () => {
  for (const [accumulate, size] of [
    [1, 3],
    [2, 2],
    [3, 4],
    [6, 1],
  ] as const) {
    // prettier-ignore
    const ofPart = 24 / accumulate / size;
    const shares = share(24, accumulate, size);
    const together = Array.from({ length: accumulate }, (_, part) =>
      shares.flatMap((places) => places.slice(part * ofPart, (part + 1) * ofPart)),
    ).flat();
    expect(together).toEqual(Array.from({ length: 24 }, (_, place) => place));
  }
});

const settings = { batchSize: 8, accumulate: 1, bnSplits: 1, syncBn: false };

test.each([
  [
    { batchSize: 9 },
    2,
    'batchSize must be divisible by 2 ranks, with at least 2 images for each, got 9; change batchSize or the number of ranks',
  ],
  [
    { accumulate: 2 },
    4,
    'batchSize must be divisible by accumulate times 4 ranks, with at least 2 images for each, got 8 in 2 parts; change batchSize or the number of ranks',
  ],
  [
    { syncBn: true },
    16,
    'batchSize must be divisible by 16 ranks, with at least 1 image for each, got 8; change batchSize or the number of ranks',
  ],
  [
    { bnSplits: 4 },
    2,
    'bnSplits must be a number that splits the share of a rank into groups of at least 2 images, got 4 groups and shares of 4',
  ],
])('%j on %d ranks is refused', (changes, size, sentence) => {
  expect(() => {
    checkShares({ ...settings, ...changes }, size);
  }).toThrow(sentence);
  expect(() => {
    checkShares({ ...settings, ...changes }, size);
  }).toThrow(SettingError);
});

test('what can be shared is not', () => {
  checkShares(settings, 4);
  checkShares({ ...settings, syncBn: true }, 8);
  checkShares({ ...settings, bnSplits: 2 }, 2);
});
