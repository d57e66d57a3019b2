import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { writePhotos } from '@jssl/testing';

import { jssl } from '../../fixtures/run-jssl.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';
import { main } from '../../main.js';

useWorkplace();
beforeAll(() => {
  writePhotos('.');
});

test('images are served until Ctrl-C, and tags stay', async () => {
  const notes: string[] = [];
  let ended: Promise<number> | undefined;
  const url = await new Promise<string>((resolve) => {
    const note = (line: string) => notes.push(line);
    const argv = ['explore', 'pixels', 'photos', '--tags', 'my.jsonl'];
    ended = main(argv, { out: resolve, note, status: undefined });
  });
  expect(notes).toEqual([
    '20 images, 20 of them embedded now, by raw pixels; tags are in my.jsonl',
    `vectors and thumbnails are kept in ${resolve('cache', 'explore')}, which you can delete; --cache-limit bounds its size`,
    'open the address in a browser; Ctrl-C stops it',
  ]);
  expect(await (await fetch(url)).text()).toContain('<script src="explorer.js"');
  const body = JSON.stringify({ do: 'tag', tag: 'cat', images: [0] });
  expect((await fetch(`${url}actions`, { method: 'POST', body })).status).toBe(200);
  process.emit('SIGINT', 'SIGINT');
  expect(await ended).toBe(130);
  expect(notes.slice(3)).toEqual([
    'closing the page; press again to exit at once',
    'jssl: no longer exploring',
  ]);
  expect(readFileSync('my.jsonl', 'utf8')).toMatch(/^\{.*"tag":"cat","images":\["blue\/.*\n$/);
});

test('tags that cannot be written are said at once', async () => {
  const notes: string[] = [];
  let ended: Promise<number> | undefined;
  await new Promise<string>((resolve) => {
    const note = (line: string) => notes.push(line);
    const argv = ['explore', 'pixels', 'photos', '--tags', 'no/folder.jsonl'];
    ended = main(argv, { out: resolve, note, status: undefined });
  });
  expect(notes[0]).toBe(
    '20 images, 0 of them embedded now, by raw pixels; tags cannot be written to no/folder.jsonl, choose another --tags',
  );
  process.emit('SIGINT', 'SIGINT');
  expect(await ended).toBe(130);
});

test('without an encoder, the one that comes with JSSL is taken', async () => {
  const { code, notes } = await jssl('explore', 'photos', '--out', 'by-small');
  expect({ code, notes }).toMatchObject({ code: 0 });
  expect(readFileSync('by-small/data/summary.json', 'utf8')).toContain('the encoder small');
});

test('a page is written into a folder', async () => {
  expect(await jssl('explore', 'photos', '--out', 'page')).toMatchObject({
    ...{ code: 0, out: 'page/index.html' },
    notes: expect.stringContaining(
      '20 images; serve the folder with any web server to see the page',
    ) as string,
  });
});

test.each([
  [['nowhere'], 'jssl: the data must be a folder of images or one of '],
  [['nowhere', 'photos'], 'jssl: there is no run folder or weights file at nowhere; '],
  [[], 'jssl: the images are missing; pass a folder of images or a known name'],
  [['photos', '--port', '70000'], 'jssl: --port must be a whole number from 0 to 65535, got 70000'],
  [
    ['photos', '--out', 'photos'],
    'jssl: --out must be a new or empty folder, got photos, which has files; choose another',
  ],
  [['photos', '--tags', 'photos'], 'jssl: photos must be a file for tags, got something else; '],
  [['photos', '--columns', 'none.csv'], 'jssl: the table none.csv cannot be read: ENOENT'],
  [
    ['photos', '--columns', 'other.csv'],
    'jssl: other.csv must have the names of images in its column',
  ],
])('explore %j is refused', async (argv, sentence) => {
  writeFileSync('other.csv', 'name,place\nz.jpg,sea\n');
  const { code, out, notes } = await jssl('explore', ...argv);
  expect({ code: [1, 2].includes(code), out }).toEqual({ code: true, out: '' });
  expect(notes).toContain(sentence);
});
