import type { Dataset } from '@jssl/data';
import type { Collectives } from '@jssl/distributed';
import { onEachRank } from '@jssl/trainer';

import { openData, type DataOptions } from './open-data.js';

/** Options of a call that several ranks may share. */
export interface JobOptions {
  /** The process group that this process has joined; every rank makes the same call. */
  readonly job?: Collectives | undefined;
}

/**
 * Opens images on every rank: first on one rank of each machine, which decodes them into the cache, then
 * on the others, which find them there.
 */
export async function openOnRanks(
  source: string | Dataset,
  { job, onProgress, ...options }: DataOptions & JobOptions,
): Promise<Dataset> {
  const open = () =>
    openData(source, {
      ...options,
      onProgress: (progress) => {
        job?.alive();
        onProgress?.(progress);
      },
    });
  if (!job) return open();
  const opened = await onEachRank(job, () => (job.localRank === 0 ? open() : undefined));
  return onEachRank(job, () => opened ?? open());
}
