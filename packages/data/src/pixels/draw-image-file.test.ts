import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';

import { drawImageFile } from './draw-image-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-draw-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  [200, 100, 50, 50, 25],
  [100, 200, 50, 25, 50],
  [30, 20, 50, 30, 20],
  [4000, 1, 128, 128, 1],
])('%d x %d pixels within %d become %d x %d', async (width, height, side, drawn, across) => {
  const file = join(folder, `${width}.png`);
  const background = { r: 250, g: 10, b: 10 };
  await sharp({ create: { width, height, channels: 3, background } }).toFile(file);
  const webp = await drawImageFile(file, { side });
  expect(await sharp(webp).metadata()).toMatchObject({
    ...{ format: 'webp', width: drawn, height: across },
  });
});

test('what is no image is refused', async () => {
  const file = join(folder, 'a.png');
  writeFileSync(file, '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await expect(drawImageFile(file)).rejects.toThrow(
    /^drawImageFile: \S+a\.png can't be read as an image: /,
  );
  await expect(drawImageFile(join(folder, 'b.png'))).rejects.toThrow(
    /ENOENT|does not exist|no such/,
  );
});
