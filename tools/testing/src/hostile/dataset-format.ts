import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type fc from 'fast-check';

import type { HostileFiles, HostileFormat } from './hostile-format.js';

/** How `@jssl/data` opens sources. */
export interface DatasetReader {
  readonly openDataset: (
    source: string,
    options: { readonly cacheFolder: string },
  ) => Promise<{
    readonly train: { readonly read: (indices: number[]) => Uint8Array };
    readonly skipped: readonly { readonly reason: string }[];
  }>;
}

/** Sources of images, opened as a whole: read, decoded, packed, read back. */
export function datasetFormat(
  { openDataset }: DatasetReader,
  name: string,
  inputs: fc.Arbitrary<HostileFiles>,
  source = '.',
): HostileFormat {
  return {
    name,
    inputs,
    read: async (folder) => {
      const cacheFolder = join(folder, '.cache');
      try {
        const { train, skipped } = await openDataset(join(folder, source), { cacheFolder });
        train.read([0]);
        return skipped.map(({ reason }) => reason);
      } finally {
        await rm(cacheFolder, { recursive: true, force: true });
      }
    },
    refusal: /^DataError: /,
  };
}
