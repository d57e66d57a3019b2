import { writeFileSync } from 'node:fs';

import { selectImages } from '@jssl/data';
import * as tf from '@tensorflow/tfjs-core';

import { openData } from '../data/open-data.js';
import { makeRuns, small } from '../fixtures/make-runs.js';
import { useWorkplace } from '../fixtures/use-workplace.js';
import { measureKnn } from '../measure/measure-knn.js';
import { openRun } from '../runs/open-run.js';
import { train } from '../train/train.js';
import { buildIndex } from './build-index.js';
import { embed } from './embed.js';
import { embedToFile } from './embed-to-file.js';
import { findNeighbors } from './find-neighbors.js';

useWorkplace();
beforeAll(async () => {
  await makeRuns();
  await train('photos', { ...small, imageSize: 12 }, { out: 'runs/larger', report: false });
});

test('an open data set gives what its folder gives, also to a run in another size', async () => {
  const data = await openData('photos');
  expect(data.height).toBe(8);
  const [ofFolder, ofData] = [
    await embed('runs/larger', 'photos'),
    await embed('runs/larger', data),
  ];
  expect(ofData).toEqual(ofFolder);

  const query = ['photos/red/0.png'];
  const [result] = await findNeighbors('runs/larger', query, { in: data, k: 1 });
  expect(result?.name).toBe('red/0.png');
  expect(result?.neighbors[0]?.name).not.toBe('red/0.png');
});

test('images are measured in the size of the encoder, also by its weights file alone', async () => {
  for (const path of ['runs/larger', 'runs/larger/last.safetensors']) {
    const sizes: number[] = [];
    await measureKnn(path, { data: 'photos', k: 3, onData: ({ height }) => sizes.push(height) });
    expect(sizes).toEqual([12]);
  }
});

test('a weights file searches in the folder of the query, and a run in its own images', async () => {
  const query = ['photos/red/0.png'];
  const names = async (path: string) => {
    const [result] = await findNeighbors(path, query, { k: 5 });
    return result?.neighbors.map(({ name }) => name) ?? [];
  };
  const own = await names('runs/larger');
  expect(own.every((name) => /^(blue|red)\//.test(name))).toBe(true);
  const beside = await names('runs/larger/last.safetensors');
  expect(beside).toHaveLength(5);
  expect(beside.every((name) => /^[1-9]\.png$/.test(name))).toBe(true);
});

test('a run that was trained on an open data set finds its images again', async () => {
  await train(await openData('photos'), small, { out: 'runs/opened', report: false });
  expect((await openRun('runs/opened')).recorded.source).toMatch(/photos$/);
  expect((await measureKnn('runs/opened')).rows).toHaveLength(5);
});

test('an index of an open data set records its folder', async () => {
  await buildIndex('runs/photos', await openData('photos'), { out: 'photos.hnsw' });
  const [result] = await findNeighbors('runs/photos', ['red/0.png'], {
    index: 'photos.hnsw',
    k: 2,
  });
  expect(result?.neighbors).toHaveLength(2);
});

test('a part of a data set is not opened again, and is refused where that would be needed', async () => {
  const data = await openData('photos');
  const part = { ...data, train: selectImages(data.train, Int32Array.of(0, 1, 2)) };
  await expect(embed('runs/larger', part)).rejects.toThrow(
    'photos has images of 8x8 and the encoder takes 12x12; open the data set with imageSize 12',
  );
  await expect(buildIndex('runs/photos', part, { out: 'part.hnsw' })).rejects.toThrow(
    'an index records where its images are, but this data set has no location; pass a folder or a known name',
  );
});

test('a run that was disposed is refused in a sentence', async () => {
  const run = await openRun('runs/photos');
  run.dispose();
  run.dispose();
  const message = 'the run runs/photos has been disposed; open it again with openRun';
  await expect(embed(run, 'photos')).rejects.toThrow(message);
  await expect(embedToFile(run, 'photos')).rejects.toThrow(message);
  await expect(findNeighbors(run, ['photos/red/0.png'])).rejects.toThrow(message);
  expect(() => run.extract(tf.zeros([1, 8, 8, 3]))).toThrow(message);
});

test('no query has no neighbors, and an existing page names its setting', async () => {
  expect(await findNeighbors('runs/photos', [], { in: 'photos' })).toEqual([]);
  writeFileSync('page.html', 'mine');
  await expect(
    findNeighbors('runs/photos', ['red/0.png'], { in: 'photos', html: 'page.html' }),
  ).rejects.toMatchObject({ code: 'JSSL_SETTING', setting: 'html' });
});
