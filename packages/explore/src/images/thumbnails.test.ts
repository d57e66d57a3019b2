import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ExploredImages } from './explored-images.js';
import { Thumbnails } from './thumbnails.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-thumbnails-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Images that count how often they are drawn. */
function imagesOf(stamp: string, length: number) {
  const drawn: number[] = [];
  const images = {
    length,
    nameOf: String,
    stampOf: () => stamp,
    draw: (index: number) => {
      drawn.push(index);
      // Complete by the length that it states.
      const bytes = Buffer.from(['RIFF', '\0\0\0\0', 'WEBP', 'VP8 '].join(''));
      bytes.writeUInt32LE(bytes.length - 8, 4);
      return Promise.resolve(bytes);
    },
  } as unknown as ExploredImages;
  return { images, drawn };
}

const count = () =>
  readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.webp')).length;

test('each is drawn once, and those of changed images are deleted once they are most of all', async () => {
  const { images, drawn } = imagesOf('old', 3);
  for (const index of [0, 1, 2, 0]) await new Thumbnails(images, folder).get(index);
  expect(drawn).toEqual([0, 1, 2]);
  const { images: newer, drawn: again } = imagesOf('new', 2);
  const thumbnails = new Thumbnails(newer, folder);
  await thumbnails.get(0);
  await thumbnails.trim();
  expect(count()).toBe(4); // Twice as many as images.
  await thumbnails.get(1);
  await thumbnails.trim();
  expect(count()).toBe(2);
  await new Thumbnails(newer, folder).get(1);
  expect(again).toEqual([0, 1]);
  await new Thumbnails(images, join(folder, 'none')).trim();
});
