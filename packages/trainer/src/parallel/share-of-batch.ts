import type { Collectives } from '@jssl/distributed';
import { SettingError } from '@jssl/settings';

import { leastGroup } from '../settings/least-group.js';
import type { TrainConfig } from '../settings/train-settings.js';

type BatchSettings = Pick<TrainConfig, 'batchSize' | 'accumulate' | 'bnSplits' | 'syncBn'>;

/**
 * The indices in a batch of the images of one rank: a contiguous share of each part of the batch. The
 * shares of all ranks, concatenated part by part in rank order, are the batch.
 */
export function shareOfBatch(
  { batchSize, accumulate }: Pick<BatchSettings, 'batchSize' | 'accumulate'>,
  { rank, size }: Pick<Collectives, 'rank' | 'size'>,
): Int32Array {
  const [part, share] = [batchSize / accumulate, batchSize / accumulate / size];
  return Int32Array.from({ length: batchSize / size }, (_, at) => {
    const partStart = Math.floor(at / share) * part;
    return partStart + rank * share + (at % share);
  });
}

/**
 * Checks that batches can be shared among `size` ranks.
 * @throws SettingError
 */
export function checkShares(
  { batchSize, accumulate, bnSplits, syncBn }: BatchSettings,
  size: number,
): void {
  const share = batchSize / accumulate / size;
  // Batch norm over a share needs two images; with syncBn it is over those of all ranks.
  const least = syncBn ? 1 : 2;
  if (!Number.isInteger(share) || share < least) {
    throw new SettingError({
      setting: 'batchSize',
      required: `divisible by ${accumulate === 1 ? `${size} ranks` : `{accumulate} times ${size} ranks`}, with at least ${least} ${least === 1 ? 'image' : 'images'} for each`,
      got: batchSize,
      gotText: accumulate === 1 ? `${batchSize}` : `${batchSize} in ${accumulate} parts`,
      remedy: 'change {batchSize} or the number of ranks',
    });
  }
  if (bnSplits > 1 && leastGroup(share, bnSplits) < 2) {
    throw new SettingError({
      setting: 'bnSplits',
      required: 'a number that splits the share of a rank into groups of at least 2 images',
      got: bnSplits,
      gotText: `${bnSplits} groups and shares of ${share}`,
    });
  }
}
