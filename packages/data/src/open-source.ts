import { join } from 'node:path';

import { DataFailure } from './data-failure.js';
import type { Dataset, Progress } from './dataset.js';
import type { ImageSource } from './image-source.js';
import { openPackedFile } from './open-packed-file.js';
import { datasetOf } from './packed-dataset.js';
import { reasonOf } from './reason-of.js';
import { writePackedFile } from './write-packed-file.js';

/**
 * Opens a source by way of its packed file `<cacheFolder>/data/<name>-<key>.packed`, which is made
 * first if there is none or a damaged one.
 */
export async function openSource(
  source: ImageSource,
  cacheFolder: string,
  onProgress: (progress: Progress) => void,
): Promise<Dataset> {
  const slug = source.description.name.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  const file = join(cacheFolder, 'data', `${slug}-${source.key.slice(0, 24)}.packed`);
  const openFile = () =>
    openPackedFile(file, source.key).catch((error: unknown) => {
      throw new DataFailure(`openDataset: ${file} could not be read: ${reasonOf(error)}`);
    });
  let packed = await openFile();
  if (!packed) {
    await writePackedFile(file, source, onProgress);
    packed = await openFile();
  }
  if (!packed) throw new DataFailure(`openDataset: ${file} was changed while it was being opened`);
  return datasetOf(packed);
}
