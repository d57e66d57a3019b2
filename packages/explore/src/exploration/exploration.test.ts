import { cpSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';

import { pixelEmbedder } from '../embed/pixel-embedder.js';
import { untilDone, usePhotos } from '../fixtures/explore-photos.js';

const { path, explore } = usePhotos();

test('only new and changed images are embedded again, and what was moved is known', async () => {
  const first = await explore();
  expect([first.images.length, first.added]).toEqual([20, 20]);
  const again = await explore();
  expect([again.images.length, again.added]).toEqual([20, 0]);
  const name = (index: number) => path('photos', 'red', `${index}.png`);
  cpSync(name(1), path('photos', 'blue', 'new.png'));
  renameSync(name(2), path('photos', 'blue', 'moved.png'));
  utimesSync(name(3), new Date(), new Date(1e12));
  cpSync(path('photos', 'blue', '4.png'), name(4));
  utimesSync(name(4), new Date(), new Date(2e12));
  rmSync(name(5));
  writeFileSync(name(6), 'not an image');
  // Equal files are known by their content: nothing has pixels that were not embedded before.
  const changed = await explore();
  expect([changed.images.length, changed.added]).toEqual([19, 0]);
  expect(changed.images.skipped).toEqual([
    { path: 'red/6.png', reason: expect.stringMatching(/^can't be read as an image: /) as string },
  ]);
  const red4 = changed.indexOf('red/4.png') ?? -1;
  const nearest = changed.neighbors(red4, 9);
  expect(nearest.map(({ index }) => changed.images.nameOf(index).slice(0, 4))).toContain('blue');
  expect(nearest[8]?.similarity).toBeCloseTo(1, 5);
});

test('the map, groups and lists come in the background, and are kept', async () => {
  const exploration = await explore();
  const parts = new Set<string>();
  exploration.onChange((part) => parts.add(part));
  await untilDone(exploration);
  expect([...parts].sort()).toEqual(['background', 'groups', 'lists', 'map']);
  expect(exploration.isMapFinal).toBe(true);
  expect(exploration.map).toHaveLength(2 * exploration.images.length);
  expect(exploration.map?.every((place) => Math.abs(place) <= 1)).toBe(true);
  const sizes = exploration.groups?.sizes ?? [];
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(exploration.images.length);
  const { codes, typical } = await exploration.group(2);
  const groupOf = (name: string) => codes[exploration.indexOf(name) ?? -1];
  expect(groupOf('red/0.png')).toBe(groupOf('red/7.png'));
  expect(groupOf('red/0.png')).not.toBe(groupOf('blue/0.png'));
  expect(typical).toHaveLength(2);
  const list = (name: string) => exploration.lists.find((one) => one.name === name)?.entries ?? [];
  const names = (name: string) => list(name).map(({ index }) => exploration.images.nameOf(index));
  // A red image in the folder of the blue ones.
  expect(names('doubtful labels')).toEqual(expect.arrayContaining(['blue/new.png', 'red/4.png']));
  expect(names('doubtful labels')).not.toContain('red/7.png');
  expect(list('uniform')).toHaveLength(exploration.images.length);
  expect(names('near-duplicates').length).toBeGreaterThan(5);
  const again = await explore();
  let isFirst = true;
  again.onChange((part) => {
    if (part === 'map') isFirst &&= again.isMapFinal;
  });
  await untilDone(again);
  expect(isFirst).toBe(true);
  expect(again.map).toEqual(exploration.map);
});

test('suggestions follow from two tags', async () => {
  const exploration = await explore();
  const { tagging } = exploration;
  expect(await exploration.suggest(['warm', 'cold'])).toEqual({ tags: [], next: [] });
  tagging.change({ do: 'tag', tag: 'warm', images: ['red/0.png'] });
  tagging.change({ do: 'tag', tag: 'cold', images: ['blue/0.png', 'no longer there.png'] });
  const { tags, next } = await exploration.suggest(['warm', 'cold']);
  const names = (at: number) =>
    tags[at]?.images.map(({ index }) => exploration.images.nameOf(index)) ?? [];
  expect(names(0)).toEqual(expect.arrayContaining(['red/7.png', 'red/8.png', 'blue/new.png']));
  expect(names(1)).toEqual(expect.arrayContaining(['blue/7.png', 'red/4.png']));
  expect(names(0).some((name) => names(1).includes(name))).toBe(false);
  expect(names(0)).not.toContain('red/0.png');
  expect(tags[0]?.images[0]?.confidence).toBeGreaterThan(0.9);
  // Of equal images one is enough.
  expect(next).toHaveLength(2);
});

test('what is kept for other encoders leaves a cache that is too large', async () => {
  const kept = () => readdirSync(path('cache', 'explore'));
  const before = kept();
  const exploration = await explore({
    embedder: { ...pixelEmbedder(), key: 'another' },
    cacheLimit: 0,
  });
  expect(kept()).toEqual(expect.arrayContaining(before));
  await untilDone(exploration);
  while (kept().some((name) => before.includes(name) && !name.startsWith('thumbnails-'))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  // Its own vectors, and the thumbnails of these images.
  expect(kept()).toHaveLength(2);
  expect((await explore({ embedder: exploration.embedder })).added).toBe(0);
  await expect(explore({ cacheLimit: -1 })).rejects.toThrow(
    'cacheLimit must be a whole number of bytes from 0 to 9007199254740991, got -1',
  );
});

test('a folder of a single image, and one whose images are all damaged', async () => {
  cpSync(path('photos', 'red', '0.png'), path('one.png'));
  for (const folder of ['red', 'blue']) rmSync(path('photos', folder), { recursive: true });
  cpSync(path('one.png'), path('photos', 'one.png'));
  const single = await explore();
  await untilDone(single);
  expect(single.neighbors(0)).toEqual([]);
  expect(single.groups?.sizes).toEqual([1]);
  writeFileSync(path('photos', 'one.png'), 'damaged');
  const none = await explore();
  expect([none.images.length, none.images.skipped.length]).toEqual([0, 1]);
  await untilDone(none);
  expect(none.searchNames('one')).toEqual([]);
});
