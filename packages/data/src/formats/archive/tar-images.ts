import { open } from 'node:fs/promises';

import { tarEntries } from './tar-index.js';
import { tarMember } from './tar-member.js';

/** The number of images in tar archives, counted up to `atLeast`. */
export async function countTarImages(files: readonly string[], atLeast: number): Promise<number> {
  let count = 0;
  for (const file of files) {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      for await (const entry of tarEntries(handle, size)) {
        if ((await tarMember(handle, entry)).isImage) count++;
        if (count >= atLeast) return count;
      }
    } catch {
      // A damaged archive has the images before the damage.
    } finally {
      await handle.close();
    }
  }
  return count;
}
