import { keyedRandom } from '@jssl/augment';

import { indexRows } from '../analysis/neighbor-table.js';
import { principalAxes, projectRows } from '../analysis/principal-axes.js';
import { unitRow, unitRows } from '../analysis/unit-rows.js';
import { imageSearch } from './image-search.js';
import { nearestRows } from './nearest-rows.js';

const pause = () => Promise.resolve();

test('an index of projections finds what comparing with all finds', async () => {
  // Vectors of 48 numbers that are mixtures of six directions, with a little noise, as features of images are.
  const random = keyedRandom(0, 1);
  const [rows, columns, latent] = [600, 48, 6];
  const mixture = Array.from({ length: latent * columns }, () => random() - 0.5);
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const weights = Array.from({ length: latent }, () => random() - 0.5);
    const vector = Float32Array.from({ length: columns }, (_, at) =>
      weights.reduce(
        (sum, weight, one) => sum + weight * (mixture[one * columns + at] ?? 0),
        0.01 * random(),
      ),
    );
    values.set(unitRow(vector), row * columns);
  }
  const features = { values, rows, columns };
  const axes = await principalAxes(features, 8, { random, pause });
  const indexed = unitRows(await projectRows(features, axes, { pause }));
  const search = imageSearch(features, await indexRows(indexed, pause), axes);
  let same = 0;
  for (let row = 0; row < 100; row++) {
    const vector = values.subarray(row * columns, (row + 1) * columns);
    const exact = nearestRows(features, vector, { k: 10 });
    const found = search.nearest(vector, 10);
    expect(found[0]?.similarity).toBeCloseTo(1, 5);
    const wanted = new Set(exact.map(({ index }) => index));
    same += found.filter(({ index }) => wanted.has(index)).length;
  }
  expect(same).toBeGreaterThanOrEqual(990);
});

test('unit rows; a row of zeros has a direction too', () => {
  expect([...unitRow(Float32Array.of(3, 4))].map((one) => one.toFixed(3))).toEqual([
    '0.600',
    '0.800',
  ]);
  expect([...unitRow(Float32Array.of(0, 0))]).toEqual([1, 0]);
});
