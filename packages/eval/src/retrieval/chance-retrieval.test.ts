import * as tf from '@tensorflow/tfjs-core';

import { chanceRetrieval } from './chance-retrieval.js';
import { measureRetrieval } from './retrieval.js';

test('by hand: a pair among four rows', () => {
  // Each of the pair seeks one row among three: at place 1, 2 or 3 alike. The other two seek none.
  const { recall, meanAveragePrecision, queries } = chanceRetrieval(
    { groups: [1, 1, 2, 3] },
    [1, 2, 3, 9],
  );
  [1 / 3, 2 / 3, 1, 1].forEach((share, at) => {
    expect(recall[at]).toBeCloseTo(share, 14);
  });
  expect(meanAveragePrecision).toBeCloseTo((1 + 1 / 2 + 1 / 3) / 3, 14);
  expect(queries).toBe(2);
});

test('by hand: sides leave two candidates', () => {
  const inputs = { groups: [1, 1, 2, 2], sides: [0, 1, 0, 1] };
  expect(chanceRetrieval(inputs, [1, 2])).toEqual({
    recall: [1 / 2, 1],
    meanAveragePrecision: (1 + 1 / 2) / 2,
    queries: 4,
  });
});

/** All orders of 0 to n − 1. */
function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((one) =>
    Array.from({ length: n }, (_, at) => [...one.slice(0, at), n - 1, ...one.slice(at)]),
  );
}

test.each([
  { groups: [0, 0, 0, 1, 1], sides: undefined },
  { groups: [0, 0, 0, 0, 0], sides: [0, 1, 2, 2, 1] },
])('the mean over all orders of the candidates is the same: $groups $sides', (inputs) => {
  const groups = { groups: inputs.groups, ...(inputs.sides && { sides: inputs.sides }) };
  const ks = [1, 2, 3];
  const orders = permutations(5);
  const sums = [0, 0, 0, 0];
  for (const order of orders) {
    // One query at a time has its order: the others' groups are of themselves.
    const cosines = order.map((place) => 1 - place / 5);
    for (let query = 0; query < 5; query++) {
      const sought = groups.groups.map((group, row) =>
        row !== query && (!inputs.sides || inputs.sides[row] !== inputs.sides[query])
          ? { hit: group === groups.groups[query], cosine: cosines[row] ?? NaN }
          : undefined,
      );
      const ranked = sought.flatMap((one) => one ?? []).sort((a, b) => b.cosine - a.cosine);
      const ranks = ranked.flatMap(({ hit }, at) => (hit ? [at + 1] : []));
      ks.forEach((k, at) => (sums[at] = (sums[at] ?? 0) + Number((ranks[0] ?? NaN) <= k)));
      const precision = ranks.reduce((sum, rank, at) => sum + (at + 1) / rank, 0) / ranks.length;
      sums[3] = (sums[3] ?? 0) + precision;
    }
  }
  const [at1, at2, at3, precision] = sums.map((sum) => sum / orders.length / 5);
  const chance = chanceRetrieval(groups, ks);
  // Sums of 600 terms in float64.
  [at1, at2, at3].forEach((share, at) => {
    expect(chance.recall[at]).toBeCloseTo(share ?? NaN, 12);
  });
  expect(chance.meanAveragePrecision).toBeCloseTo(precision ?? NaN, 12);
});

test('it counts the queries that are measured', async () => {
  const inputs = { groups: [1, 1, 2, 2, 3], sides: [0, 1, 0, 0, 1] };
  const features = tf.ones<tf.Rank.R2>([5, 1]);
  const { queries } = await measureRetrieval({ features, ...inputs }, [1]);
  expect(queries).toBe(2);
  expect(chanceRetrieval(inputs, [1]).queries).toBe(queries);
});

test('errors say what is required and what was given', () => {
  expect(() => chanceRetrieval({ groups: [0, 1] }, [1])).toThrow(
    new RangeError(
      'chanceRetrieval: groups must put at least two rows together, got 2 rows in 2 groups',
    ),
  );
  expect(() => chanceRetrieval({ groups: [0, 0] }, [])).toThrow(
    new RangeError('chanceRetrieval: ks must hold at least one number, got 0'),
  );
});
