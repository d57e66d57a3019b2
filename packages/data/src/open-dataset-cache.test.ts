import { writeFileSync } from 'node:fs';
import { cp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { DataError } from './dataset/data-error.js';
import { DataFailure } from './dataset/data-failure.js';
import type { Dataset, Progress } from './dataset/dataset.js';
import { contentOf, useImageFolder } from './fixtures/image-folder.js';
import { openDataset } from './open-dataset.js';

const place = useImageFolder();

/** The names of the packed files, and of other files by their endings. */
const cached = async () => {
  const names = await readdir(join(place.cacheFolder, 'data'));
  return {
    packed: names.filter((name) => name.endsWith('.packed')),
    others: names.filter((name) => !name.endsWith('.packed')).map((name) => extname(name)),
  };
};

/** Opens the folder, and tells what had to be done for that. */
async function phasesOf(): Promise<string[]> {
  const phases = new Set<string>();
  await place.open({ onProgress: ({ phase }) => phases.add(phase) });
  return [...phases];
}

test('the second time nothing is decoded, and the data set is the same', async () => {
  await place.paint('cat/1.png', 1, 8);
  await place.paint('dog/1.png', 2, 9);
  await place.paint('dog/2.png', 3, 9);
  const phases: Progress[] = [];
  const first = await place.open({ onProgress: (progress) => phases.push(progress) });
  expect(new Set(phases.map(({ phase }) => phase))).toEqual(new Set(['scanning', 'decoding']));
  expect(phases.at(-1)).toEqual({ phase: 'decoding', done: 3, total: 3 });

  const onProgress = jest.fn();
  const second = await place.open({ onProgress });
  expect(onProgress).not.toHaveBeenCalled();
  expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  expect(contentOf(second, second.train)).toEqual(contentOf(first, first.train));
});

test('a changed, added or renamed file is seen', async () => {
  await place.paint('a.png', 1);
  const valuesOf = (dataset: Dataset) => contentOf(dataset, dataset.train);
  expect(valuesOf(await place.open())).toEqual([['a.png', 1, undefined]]);
  await place.paint('a.png', 2);
  await utimes(join(place.folder, 'a.png'), 1, 1);
  expect(valuesOf(await place.open())).toEqual([['a.png', 2, undefined]]);
  await place.paint('b.png', 3);
  expect(valuesOf(await place.open())).toEqual([
    ['a.png', 2, undefined],
    ['b.png', 3, undefined],
  ]);
});

test('a folder that was copied, moved or touched is not decoded again', async () => {
  await place.paint('cat/1.png', 1);
  await place.paint('dog/1.png', 2);
  await place.paint('dog/2.png', 3);
  expect(await phasesOf()).toEqual(['scanning', 'decoding']);
  await utimes(join(place.folder, 'cat/1.png'), 1, 1);
  expect(await phasesOf()).toEqual(['scanning']);
  expect(await phasesOf()).toEqual([]);
  const copy = join(place.work, 'copy of pets');
  await cp(place.folder, copy, { recursive: true });
  await rm(place.folder, { recursive: true });
  place.folder = copy;
  expect(await phasesOf()).toEqual(['scanning']);
  expect((await place.open()).name).toBe('copy of pets');
  expect((await cached()).packed).toEqual([expect.stringMatching(/^pets-/)]);
});

test('other pixels in a file of the same size and time are seen', async () => {
  const file = join(place.folder, 'a.png');
  await place.paint('b.png', 7);
  const content = await readFile(join(place.folder, 'b.png'));
  await place.paint('a.png', 1);
  // What follows the last chunk of a PNG is not looked at.
  const size = Math.max(content.length, (await stat(file)).size) + 8;
  await truncate(file, size);
  await utimes(file, 4_000_000_000, 4_000_000_000);
  expect((await place.open()).train.read([0])[0]).toBe(1);
  await writeFile(file, content);
  await truncate(file, size);
  await utimes(file, 4_000_000_000, 4_000_000_000);
  expect((await place.open()).train.read([0])[0]).toBe(7);
});

test('an image that changes while the others are decoded is told, and nothing is kept', async () => {
  await place.paint('a.png', 1);
  await place.paint('b.png', 2);
  const onProgress = ({ phase, done }: Progress) => {
    if (phase === 'decoding' && done === 1) writeFileSync(join(place.folder, 'a.png'), 'other');
  };
  await expect(place.open({ onProgress })).rejects.toThrow(
    new DataFailure('openDataset: a.png changed while the images were read; try again'),
  );
  expect(await cached()).toEqual({ packed: [], others: [] });
});

test('equal content has one fingerprint, wherever it lies', async () => {
  await place.paint('a.png', 1);
  const first = await place.open();
  place.folder = join(place.work, 'elsewhere');
  await place.paint('a.png', 1);
  expect((await place.open()).fingerprint).toBe(first.fingerprint);
  await place.paint('a.png', 2);
  expect((await place.open()).fingerprint).not.toBe(first.fingerprint);
});

test('a damaged packed file is made anew', async () => {
  await place.paint('a.png', 9);
  await place.open();
  const [name = ''] = (await cached()).packed;
  expect(name).toMatch(/^pets-[0-9a-f]{24}\.packed$/);
  await truncate(join(place.cacheFolder, 'data', name), 100);
  const dataset = await place.open();
  expect(contentOf(dataset, dataset.train)).toEqual([['a.png', 9, undefined]]);
});

test('a packed file with changed images is made anew, which is said', async () => {
  await place.paint('a.png', 9);
  await place.paint('b.png', 7);
  expect(await place.open()).not.toHaveProperty('repacked');
  const [name = ''] = (await cached()).packed;
  const file = join(place.cacheFolder, 'data', name);
  const bytes = await readFile(file);
  await writeFile(file, bytes.fill(0, 8, 12));
  const dataset = await place.open();
  expect(dataset.repacked).toBe(
    `${file} was damaged (the checksum of images 0 to 1 (a.png to b.png) is wrong), so the images were packed again`,
  );
  expect(contentOf(dataset, dataset.train)).toEqual([
    ['a.png', 9, undefined],
    ['b.png', 7, undefined],
  ]);
  expect(await place.open()).not.toHaveProperty('repacked');
});

test('a packed file that the user named is refused if images in it changed', async () => {
  await place.paint('a.png', 9);
  await place.open();
  const [name = ''] = (await cached()).packed;
  const file = join(place.work, 'a.packed');
  const bytes = await readFile(join(place.cacheFolder, 'data', name));
  await writeFile(file, bytes);
  expect((await openDataset(file)).train.read([0])[0]).toBe(9);
  await writeFile(file, bytes.fill(0, 8, 12));
  await expect(openDataset(file)).rejects.toThrow(
    new DataError(
      `openDataset: ${file} must be an intact packed file of this version, got a damaged one or another version: the checksum of image 0 (a.png) is wrong; pack it again, or use another copy`,
    ),
  );
});

test('with a limit the cache keeps what was used last, and always what is opened', async () => {
  const names = async () => (await cached()).packed.map((name) => name.split('-')[0]);
  await place.paint('a.png', 1);
  await place.open();
  place.folder = join(place.work, 'cats');
  await place.paint('a.png', 2);
  await place.open({ cacheLimit: 10_000 });
  expect((await names()).sort()).toEqual(['cats', 'pets']);
  await place.open({ cacheLimit: 0 });
  expect(await names()).toEqual(['cats']);
  // The key of the other one went with it.
  expect((await cached()).others).toEqual(['.key']);
});

test('a damaged key is found anew', async () => {
  await place.paint('a.png', 9);
  await place.open();
  const [name = ''] = (await readdir(join(place.cacheFolder, 'data'))).filter(
    (one) => extname(one) === '.key',
  );
  const file = join(place.cacheFolder, 'data', name);
  const key = await readFile(file, 'utf8');
  for (const damaged of ['', key.slice(0, 40), 'x'.repeat(64)]) {
    await writeFile(file, damaged);
    expect(await phasesOf()).toEqual(['scanning']);
    expect(await readFile(file, 'utf8')).toBe(key);
  }
});

test('opening twice at once is safe', async () => {
  await place.paint('a.png', 9);
  const [first, second] = await Promise.all([place.open(), place.open()]);
  expect(first.fingerprint).toBe(second.fingerprint);
  expect(await cached()).toEqual({ packed: [expect.any(String)], others: ['.key'] });
});
