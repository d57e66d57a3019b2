import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { OpenedSource } from '../files/sources/image-source.js';
import { openSource } from './open-source.js';

test('a packed file that cannot be read back is an error that says what is wrong with it', async () => {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'jssl-open-source-'));
  try {
    const opened: OpenedSource = {
      ...{ height: 1, width: 1, channels: 1, total: 1, skipped: [] },
      images: [{ split: 'train', name: 'a', pixels: Uint8Array.of(1) }],
      // JSON has no infinite numbers.
      account: () => ({ valueRanges: { uint16: [Infinity, -Infinity] } }),
    };
    const description = { name: 'deep', kind: 'folder' } as const;
    const source = { description, key: 'c0ffee', open: () => Promise.resolve(opened) };
    const file = join(cacheFolder, 'data', 'deep-c0ffee.packed');
    await expect(
      openSource(source, { cacheFolder }, { onProgress: () => undefined }),
    ).rejects.toThrow(
      `openDataset: ${file} could not be read right after it was written: it is cut off, or the ` +
        'description of its images is damaged; try again, or set another cache folder',
    );
  } finally {
    await rm(cacheFolder, { recursive: true });
  }
});
