import { isCustomMethod, methodTraits } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';

/** The largest batch, and the most negatives. */
const MOST_BATCH = 64;
const MOST_NEGATIVES = 4096;

/**
 * Method, batch and loss for a number of images: SimCLR with the Jaccard similarity, or MoCo if a setting is given
 * that only MoCo has. A batch is a quarter of the images, at most 64; a queue holds half of them, at most 4096.
 * @param ranks that share a batch.
 * @returns the settings that are not given, except m if the method has no queue.
 */
export function derivedBatches(
  count: number,
  given: Partial<TrainConfig>,
  ranks: number,
): Pick<TrainConfig, 'method' | 'batchSize' | 'temperature' | 'lr'> & Partial<TrainConfig> {
  const wantsQueue = (['m', 'momentum', 'symmetric'] as const).some(
    (name) => given[name] !== undefined,
  );
  const method = given.method ?? (wantsQueue ? 'jaccard-moco' : 'jaccard-simclr');
  const parts = ranks * (given.accumulate ?? 1) * (given.bnSplits ?? 1);
  const most = given.m === undefined ? Infinity : given.m / (given.symmetric ? 2 : 1);
  const batchSize = given.batchSize ?? batchFor(Math.min(count / 4, most), parts);
  const hasQueue = !isCustomMethod(method) && methodTraits(method).queue;
  return {
    method,
    batchSize,
    temperature: 0.05,
    lr: 2e-3,
    ...(hasQueue && { m: negativesFor(count, batchSize), momentum: 0.99 }),
  };
}

/** The parts of a batch times the largest power of two with which it is at most `most`, but at least 2 images each. */
function batchFor(most: number, parts: number): number {
  const share = Math.min(MOST_BATCH, most) / parts;
  return parts * Math.max(2, 2 ** Math.floor(Math.log2(share)));
}

/** Whole batches of at most half of the images, and at least two batches. */
function negativesFor(count: number, batchSize: number): number {
  const most = Math.min(MOST_NEGATIVES, count / 2);
  return batchSize * Math.max(2, Math.floor(most / batchSize));
}
