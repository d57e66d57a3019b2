import { keyedRandom } from '@jssl/augment';

import { mapLayout } from './map-layout.js';
import type { Neighbors } from './neighbors.js';

/** Two groups of 12, alternating: each image has the next five of its own group as neighbors. */
const groups: Neighbors[] = Array.from({ length: 24 }, (_, image) => ({
  indices: [1, 2, 3, 4, 5].map((step) => (image + 2 * step) % 24),
  similarities: [0.95, 0.94, 0.93, 0.92, 0.91],
}));

/** Six images that are all neighbors of each other. */
const few: Neighbors[] = Array.from({ length: 6 }, (_, image) => ({
  indices: [1, 2, 3, 4, 5].map((step) => (image + step) % 6),
  similarities: [0.95, 0.94, 0.93, 0.92, 0.91],
}));

test('neighbors are near each other on the map, other images are not', async () => {
  const map = await mapLayout(groups, keyedRandom(1));
  expect(map).toHaveLength(24);
  const distance = (one: number, other: number) => {
    const [[x = NaN, y = NaN] = [], [u = NaN, v = NaN] = []] = [map[one], map[other]];
    return Math.hypot(x - u, y - v);
  };
  for (const image of map.keys()) {
    const ofGroup = (same: boolean) =>
      [...map.keys()]
        .filter((other) => other !== image && (other - image) % 2 === (same ? 0 : 1))
        .map((other) => distance(image, other));
    expect(Math.max(...ofGroup(true))).toBeLessThan(Math.min(...ofGroup(false)) || NaN);
  }
});

test('the same random numbers give the same map, others a different one', async () => {
  const map = await mapLayout(few, keyedRandom(1));
  expect(await mapLayout(few, keyedRandom(1))).toEqual(map);
  expect(await mapLayout(few, keyedRandom(2))).not.toEqual(map);
});

test('progress is reported in steps, and an error thrown by it stops the layout', async () => {
  const reported: number[] = [];
  await mapLayout(few, keyedRandom(1), (done, total) => reported.push(done / total));
  expect(reported.slice(0, 3)).toEqual([0, 0.04, 0.08]);
  const stop = new Error('stopped');
  const stopping = mapLayout(few, keyedRandom(1), () => {
    throw stop;
  });
  await expect(stopping).rejects.toBe(stop);
});
