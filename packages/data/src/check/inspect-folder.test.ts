import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';

import { inspectFolder } from './inspect-folder.js';

test('sizes, transparent and animated images of a folder are counted from the headers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jssl-inspect-'));
  try {
    const image = (width: number, height: number, alpha = 1) =>
      sharp({
        create: {
          width,
          height,
          channels: alpha < 1 ? 4 : 3,
          background: { r: 1, g: 2, b: 3, alpha },
        },
      });
    await image(5, 4).png().toFile(join(folder, 'a.png'));
    await image(6, 4, 0.5).png().toFile(join(folder, 'b.png'));
    await image(6, 4).withMetadata({ orientation: 1 }).png().toFile(join(folder, 'c.png'));
    const frames = Uint8Array.from({ length: 6 * 8 * 3 }, (_, at) => (at < 72 ? 0 : 200));
    await sharp(frames, { raw: { width: 6, height: 8, channels: 3, pageHeight: 4 } })
      .gif({ delay: [10, 10] })
      .toFile(join(folder, 'd.gif'));
    await writeFile(join(folder, 'e.png'), 'damaged');
    const onProgress = jest.fn();
    expect(await inspectFolder(folder, { onProgress })).toEqual({
      sizes: [
        { height: 4, width: 6, count: 3 },
        { height: 4, width: 5, count: 1 },
      ],
      // One of several frames counts, since frames may show through each other.
      transparent: 2,
      animated: 1,
    });
    await expect(inspectFolder(folder, { signal: AbortSignal.abort('stop') })).rejects.toBe('stop');
    expect(onProgress).toHaveBeenLastCalledWith({ phase: 'scanning', done: 5, total: 5 });
  } finally {
    await rm(folder, { recursive: true });
  }
});
