import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { contentOf, useImageFolder } from './fixtures/image-folder.js';
import { openDataset } from './open-dataset.js';

const place = useImageFolder();

test('labels from a table are packed, and others are packed anew', async () => {
  for (const [index, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    await place.paint(`${name}.png`, index);
  }
  const labels = join(place.work, 'labels.csv');
  await writeFile(labels, 'image,label\na,cat\nb,cat\nc,dog\nd,dog\n');
  for (const dataset of [await place.open({ labels }), await place.open({ labels })]) {
    const { train, test: tested, classes, testOrigin, notes } = dataset;
    expect([classes, testOrigin]).toEqual([['cat', 'dog'], 'held-out']);
    expect([...(train.labels ?? [])].toSorted()).toEqual([-1, 0, 1]);
    expect([...(tested?.labels ?? [])]).toEqual([0, 1]);
    expect(contentOf(dataset, train).at(-1)).toEqual(['e.png', 4, -1]);
    expect(notes).toEqual([
      '1 training image has no label in labels.csv, so no accuracy is measured on them: e.png',
    ]);
  }
  await writeFile(labels, 'image,label\na,1\nb,1\nc,1\nd,2\n');
  expect((await place.open({ labels })).classes).toEqual(['1', '2']);
});

test('images of one group are in the same split, and have it as an attribute', async () => {
  const rows = Array.from({ length: 24 }, (_, at) => ({
    name: `${String.fromCharCode(97 + at)}.png`,
    label: at < 12 ? 'cat' : 'dog',
    animal: `animal ${at >> 1}`,
  }));
  for (const [index, { name }] of rows.entries()) await place.paint(name, index);
  const labels = join(place.work, 'labels.csv');
  const lines = rows.map(({ name, label, animal }) => `${name},${label},${animal}`);
  await writeFile(labels, ['image,label,individual', ...lines, ''].join('\n'));
  for (const { train, test: tested } of [
    await place.open({ labels }),
    await place.open({ labels }),
  ]) {
    expect(tested?.length).toBe(4);
    const groups = tested?.attributes?.['group'] ?? [];
    expect([groups.length, new Set(groups).size]).toEqual([4, 2]);
    expect(train.attributes?.['group']?.filter((one) => groups.includes(one))).toEqual([]);
  }
});

test('labels for anything but image files are refused', async () => {
  await place.paint('a.png', 1);
  const labels = join(place.work, 'labels.csv');
  await expect(place.open({ labels, format: 'unlabeled' })).rejects.toThrow(
    `openDataset: labels can only be given for the image files of a folder, but ${place.folder} is ` +
      'opened in the format unlabeled; leave labels out',
  );
  await expect(openDataset('emoji', { labels })).rejects.toThrow(
    'but emoji has its own labels; leave labels out',
  );
  await expect(place.open({ labels })).rejects.toThrow(
    `${labels} must be a file of names and labels, but does not exist`,
  );
});
