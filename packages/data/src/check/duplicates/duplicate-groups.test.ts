import { describeGroups, type DistinctImage } from './duplicate-groups.js';
import { describeDuplicate } from './duplicate-pair.js';
import { Groups } from './groups.js';
import type { Match } from '../pictures/picture-matcher.js';
import { whole } from '../pictures/picture-codes.js';

const set = { length: 4, name: (index: number) => `a${index}`, read: () => new Uint8Array() };
const imageAt = (index: number): DistinctImage => {
  const place = { split: 'train', index, name: `a${index}` } as const;
  const equals: DistinctImage[] = [];
  const image = { place, set, index, height: 8, width: 8, equals };
  equals.push(image);
  return image;
};
const matchOf = (from: number, to: number): Match => ({
  from,
  to,
  comparison: {
    ...{ residual: 0, worst: 0, tone: 0, gray: false, fromGray: false },
    ...{ orientation: 0, window: whole },
  },
});

/** What is said of images of which one was found after another. */
async function sentences(
  distinct: readonly DistinctImage[],
  found: readonly (readonly [number, number])[],
  compareAnyhow: (one: number, other: number) => Match | undefined = () => undefined,
  hash = '',
) {
  const groups = new Groups(distinct.length);
  for (const [from, to] of found) groups.join(from, to);
  const described = await describeGroups(
    {
      source: { fileHash: (_, index) => Promise.resolve(hash || String(index)) },
      matcher: { compareAnyhow: (one, other) => Promise.resolve(compareAnyhow(one, other)) },
      distinct,
      groups,
      matches: found.map(([from, to]) => matchOf(from, to)),
    },
    () => Promise.resolve(),
  );
  return described.pairs.map(describeDuplicate);
}

const four = [0, 1, 2, 3].map(imageAt);

test('a copy is named by the first of its group if it resembles that, else by the one it was found by', async () => {
  const found = [
    [1, 0],
    [2, 1],
    [3, 1],
  ] as const;
  expect(await sentences(four, found, matchOf)).toEqual([
    'a1 is a0 recompressed',
    'a2 is a0 recompressed',
    'a3 is a0 recompressed',
  ]);
  expect(await sentences(four, found)).toEqual([
    'a1 is a0 recompressed',
    'a2 is a1 recompressed',
    'a3 is a1 recompressed',
  ]);
});

test('images of equal pixels are the same file if their hashes are equal', async () => {
  const [first = imageAt(0), second = imageAt(1)] = four;
  const both = { ...first, equals: [first, second] };
  expect(await sentences([both], [])).toEqual(['a1 has the same pixels as a0']);
  expect(await sentences([both], [], undefined, 'same')).toEqual(['a1 is the same file as a0']);
});
