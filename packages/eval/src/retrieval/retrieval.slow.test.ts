import * as tf from '@tensorflow/tfjs-core';
import { fillUnitRows, readGolden } from '@jssl/testing';
import fc from 'fast-check';

import { groupedBootstrap } from '../statistics/grouped-bootstrap.js';
import { meanAveragePrecision, measureRetrieval, recallAtK } from './retrieval.js';

/** Unit rows [N, 2] at these angles in degrees: the closer the angles, the higher the cosine. */
const atAngles = (degrees: readonly number[]) =>
  tf.tensor2d(
    degrees.map((degree) => (degree * Math.PI) / 180).map((at) => [Math.cos(at), Math.sin(at)]),
  );

describe('by hand, with a row that is alone in its group and left out', () => {
  const inputs = () => ({
    features: atAngles([0, 10, 40, 24, 90, 33]),
    groups: [7, 7, 7, 8, 8, 9],
  });
  // Others in order, and the ranks of the group:
  //  0°: 10, 24, 33, 40, 90: 1 and 4        24°: 33, 10, 40, 0, 90: 5
  // 10°: 0, 24, 33, 40, 90: 1 and 4         90°: 40, 33, 24, 10, 0: 3
  // 40°: 33, 24, 10, 0, 90: 3 and 4

  test('recall at k', async () => {
    expect(await recallAtK(inputs(), [1, 2, 3, 4, 5, 100])).toEqual([0.4, 0.4, 0.8, 0.8, 1, 1]);
  });

  test('mean average precision', async () => {
    const sum = 2 * ((1 / 1 + 2 / 4) / 2) + (1 / 3 + 2 / 4) / 2 + 1 / 5 + 1 / 3;
    expect(await meanAveragePrecision(inputs())).toBeCloseTo(sum / 5, 14);
  });
});

test('by hand, with sides: a row is searched for only among other sides', async () => {
  // Sides 0 at 0°, 10°, 80° and 1 at 2°, 30°, 85°; groups 1, 2, 3 on both, but for the last: 9.
  const inputs = {
    features: atAngles([0, 10, 80, 2, 30, 85]),
    groups: [1, 2, 3, 1, 2, 9],
    sides: [0, 0, 0, 1, 1, 1],
  };
  // 0° finds 2° first; 10° has 2° before 30°; 2° finds 0°; 30° finds 10°. The two others have none.
  expect(await recallAtK(inputs, [1, 2])).toEqual([3 / 4, 1]);
  expect(await meanAveragePrecision(inputs)).toBe((1 + 1 / 2 + 1 + 1) / 4);
  expect(await measureRetrieval(inputs, [1, 2])).toEqual({
    recall: [3 / 4, 1],
    meanAveragePrecision: 3.5 / 4,
    queries: 4,
  });
});

test('intervals draw whole groups; without random numbers there are none', async () => {
  const inputs = {
    features: atAngles([0, 10, 80, 2, 30, 85]),
    groups: [1, 2, 3, 1, 2, 3],
    sides: [0, 0, 0, 1, 1, 1],
  };
  const lehmer = () => {
    let seed = 1;
    return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  };
  // As above, and 80° and 85° find each other: precisions 1, 1/2, 1, 1, 1, 1.
  const columns = [
    [1, 0, 1, 1, 1, 1],
    [1, 0.5, 1, 1, 1, 1],
  ];
  const [recall, precision] =
    groupedBootstrap({ columns, groups: inputs.groups }, {}, lehmer()) ?? [];
  const result = await measureRetrieval(inputs, [1], lehmer());
  expect(result).toEqual({
    recall: [5 / 6],
    meanAveragePrecision: 5.5 / 6,
    queries: 6,
    recallIntervals: [recall],
    meanAveragePrecisionInterval: precision,
  });
  // A resample that is all emoji 2 has a recall of 1/2; in 999 resamples of 3 there are some.
  expect(recall).toEqual({ low: 0.5, high: 1 });
  expect(await measureRetrieval(inputs, [1])).not.toHaveProperty('recallIntervals');
});

test('if all rows find theirs, the interval is exact, unless nothing else is possible', async () => {
  const inputs = { features: atAngles([0, 1, 30, 31, 80, 81]), groups: [1, 1, 2, 2, 3, 3] };
  const random = () => 0.5;
  const result = await measureRetrieval(inputs, [1, 5], random);
  // Of three groups: 0.025 to the power of 1/3.
  const low = expect.closeTo(0.2924, 4) as number;
  expect(result.recallIntervals).toEqual([
    { low, high: 1 },
    { low: 1, high: 1 },
  ]);
  expect(result.meanAveragePrecisionInterval).toEqual({ low, high: 1 });
});

test('of equal cosines the lower row comes first, and no row finds itself', async () => {
  // Ranks of the partner: 1 and 1 for rows 0 and 1, 3 and 3 for rows 2 and 3.
  const inputs = { features: tf.ones<tf.Rank.R2>([4, 1]), groups: [1, 1, 0, 0] };
  expect(await recallAtK(inputs, [1])).toEqual([0.5]);
  expect(await recallAtK(inputs, [2])).toEqual([0.5]);
  expect(await recallAtK(inputs, [3])).toEqual([1]);
  expect(await meanAveragePrecision(inputs)).toBeCloseTo((1 + 1 + 1 / 3 + 1 / 3) / 4, 14);
});

const rows = 30;
const features = () => {
  const numbers = fillUnitRows(readGolden('knn').salt, 'retrieval', rows, 5);
  return tf.tensor2d(Float32Array.from(numbers), [rows, 5]);
};
/** At most 24 groups for 30 rows: some rows share theirs. */
const someGroups = fc.array(fc.nat(23), { minLength: rows, maxLength: rows });

test('a plain loop over sorted cosines gives the same', async () => {
  const cosines = await tf.matMul<tf.Tensor2D>(features(), features(), false, true).array();
  await fc.assert(
    fc.asyncProperty(someGroups, async (groups) => {
      const hits = cosines.flatMap((row, query) => {
        const others = row
          .map((cosine, at) => ({ cosine, at }))
          .filter(({ at }) => at !== query)
          .sort((a, b) => b.cosine - a.cosine)
          .map(({ at }) => groups[at] === groups[query]);
        return others.includes(true) ? [others] : [];
      });
      const recall = (k: number) =>
        hits.filter((row) => row.slice(0, k).includes(true)).length / hits.length;
      const precisions = hits.map((row) => {
        const atHits = row.flatMap((hit, at) =>
          hit ? [row.slice(0, at + 1).filter(Boolean).length / (at + 1)] : [],
        );
        return atHits.reduce((sum, one) => sum + one, 0) / atHits.length;
      });
      const mean = precisions.reduce((sum, one) => sum + one, 0) / precisions.length;
      const inputs = { features: features(), groups };
      expect(await recallAtK(inputs, [10, 1, 3])).toEqual([recall(10), recall(1), recall(3)]);
      expect(await meanAveragePrecision(inputs)).toBeCloseTo(mean, 12);
      const both = await measureRetrieval(inputs, [10, 1, 3]);
      expect(both.recall).toEqual(await recallAtK(inputs, [10, 1, 3]));
      expect(both.meanAveragePrecision).toBe(await meanAveragePrecision(inputs));
      expect(both.queries).toBe(hits.length);
    }),
    { numRuns: 30 },
  );
});

test('more neighbors find no less, and all of them find everything', async () => {
  await fc.assert(
    fc.asyncProperty(someGroups, async (groups) => {
      const ks = Array.from({ length: rows - 1 }, (_, at) => at + 1);
      const recalls = await recallAtK({ features: features(), groups }, ks);
      expect(recalls).toEqual([...recalls].sort((a, b) => a - b));
      expect(recalls.at(-1)).toBe(1);
    }),
    { numRuns: 30 },
  );
});

test('features that are the group are perfect', async () => {
  await fc.assert(
    fc.asyncProperty(someGroups, async (groups) => {
      const columns = Array.from({ length: 24 }, (_, group) => group);
      const features = tf.tensor2d(
        groups.map((one) => columns.map((group) => Number(group === one))),
      );
      expect(await recallAtK({ features, groups }, [1])).toEqual([1]);
      expect(await meanAveragePrecision({ features, groups })).toBe(1);
    }),
    { numRuns: 30 },
  );
});

test('more rows than one chunk of queries holds find their twins', async () => {
  const half = 2100;
  const numbers = fillUnitRows(readGolden('knn').salt, 'twins', half, 8);
  const once = tf.tensor2d(Float32Array.from(numbers), [half, 8]);
  const inputs = {
    features: tf.concat2d([once, once], 0),
    groups: Array.from({ length: 2 * half }, (_, row) => row % half),
  };
  expect(await recallAtK(inputs, [1])).toEqual([1]);
  expect(await meanAveragePrecision(inputs)).toBe(1);
});

test('no tensor is left over', async () => {
  const inputs = {
    features: features(),
    groups: Array.from({ length: rows }, (_, row) => row % 9),
  };
  const before = tf.memory().numTensors;
  await recallAtK(inputs, [1, 5]);
  await meanAveragePrecision(inputs);
  expect(tf.memory().numTensors).toBe(before);
});

test.each([
  {
    name: 'recallAtK',
    metric: (inputs: Parameters<typeof recallAtK>[0]) => recallAtK(inputs, [1]),
  },
  { name: 'meanAveragePrecision', metric: meanAveragePrecision },
  {
    name: 'measureRetrieval',
    metric: (inputs: Parameters<typeof recallAtK>[0]) => measureRetrieval(inputs, [1]),
  },
])('$name: errors say what is required and what was given', async ({ name, metric }) => {
  const two = tf.zeros<tf.Rank.R2>([2, 3]);
  await expect(metric({ features: two, groups: [0] })).rejects.toThrow(
    new RangeError(`${name}: groups must be one for each of 2 rows, got 1`),
  );
  await expect(metric({ features: two, groups: [0, 1] })).rejects.toThrow(
    new RangeError(`${name}: groups must put at least two rows together, got 2 rows in 2 groups`),
  );
  await expect(metric({ features: tf.zeros([0, 3]), groups: [] })).rejects.toThrow(
    new RangeError(`${name}: groups must put at least two rows together, got 0 rows in 0 groups`),
  );
  await expect(metric({ features: two, groups: [0, 0], sides: [0] })).rejects.toThrow(
    new RangeError(`${name}: sides must be one for each of 2 rows, got 1`),
  );
  await expect(metric({ features: two, groups: [0, 0], sides: [5, 5] })).rejects.toThrow(
    new RangeError(
      `${name}: groups must put at least two rows of different sides together, got 2 rows in 1 groups`,
    ),
  );
  const flat = tf.zeros([2]) as unknown as tf.Tensor2D;
  await expect(metric({ features: flat, groups: [0, 0] })).rejects.toThrow(
    new TypeError(`${name}: features must be [N, F], got [2]`),
  );
});

test('recall needs a number of neighbors, each at least 1', async () => {
  const inputs = { features: features(), groups: new Int32Array(rows) };
  await expect(recallAtK(inputs, [])).rejects.toThrow(
    new RangeError('recallAtK: ks must hold at least one number, got 0'),
  );
  await expect(recallAtK(inputs, [1, 0])).rejects.toThrow(
    new RangeError('recallAtK: k must be a whole number of at least 1, got 0'),
  );
});
