import type { Collectives } from '@jssl/distributed';
import { InputError } from '@jssl/settings';

import type { TrainConfig } from '../settings/train-config.js';

type BatchSettings = Pick<TrainConfig, 'batchSize' | 'accumulate' | 'bnSplits' | 'syncBn'>;

/**
 * The places in a batch of the images that a rank takes: of each part of the batch its contiguous share.
 * So the shares of all ranks, put together part by part in the order of ranks, are the batch.
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
 * Checks that batches can be shared among so many ranks.
 * @throws InputError naming the setting that cannot work.
 */
export function checkShares(
  { batchSize, accumulate, bnSplits, syncBn }: BatchSettings,
  size: number,
): void {
  const share = batchSize / accumulate / size;
  const of = accumulate === 1 ? `batches of ${batchSize}` : `parts of ${batchSize / accumulate}`;
  // A share's batch norm needs two images, unless it has those of all ranks.
  const least = syncBn ? 1 : 2;
  if (!Number.isInteger(share) || share < least) {
    const images = least === 1 ? 'image' : 'images';
    throw new InputError(
      `--batch-size must give each of the ${size} ranks as many images of ${accumulate === 1 ? 'a batch' : 'each part of a batch'}, at least ${least} ${images}, got ${of}; choose another --batch-size or number of ranks`,
    );
  }
  if (bnSplits > 1 && (share % bnSplits !== 0 || share < 2 * bnSplits)) {
    throw new InputError(
      `--bn-splits must divide the share of a rank into groups of at least 2 images, got ${bnSplits} splits and shares of ${share}`,
    );
  }
}
