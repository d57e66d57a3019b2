import { checkSettings, number, whole } from '@jssl/settings';

import { checkShares } from '../parallel/share-of-batch.js';
import { methodTraits } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { encoderConfig } from '../step/encoder-config.js';
import { encoderCost } from './encoder-cost.js';
import type { PlannedImages } from './plan-training.js';

/** The network between two ranks. */
export interface Network {
  /** Send bandwidth, while receiving at the same rate. */
  readonly bytesPerSecond: number;
  /** Time to send an empty message. */
  readonly latencySeconds: number;
}

/** The communication of one step. */
export interface RanksPlan {
  /** Images per rank. */
  readonly share: number;
  /** Collective operations, in sequence. */
  readonly collectives: number;
  /** Bytes sent by each rank. */
  readonly bytesSent: number;
  /** Time of the communication, which does not overlap with computing. */
  readonly seconds: number;
}

const rankSettings = {
  ranks: whole({
    ...{ initial: 1, least: 1, required: 'a whole number, at least 1', help: 'processes' },
  }),
  bytesPerSecond: number({
    ...{ initial: 1.25e9, above: 0, required: 'a number above 0' },
    help: 'bandwidth between two ranks',
  }),
  latencySeconds: number({
    ...{ initial: 5e-5, least: 0, required: 'a number of at least 0' },
    help: 'time of an empty message',
  }),
};

const FLOAT_BYTES = 4;
/** Gradients are sent in buckets of this size. */
const BUCKET_BYTES = 2 ** 24;

/**
 * The communication of one training step on P ranks, with the ring algorithms of MPI
 * (Thakur, Rabenseifner and Gropp, "Optimization of Collective Communication Operations in MPICH", 2005):
 * an all-reduce of n bytes takes 2 (P − 1) latencies and sends 2 n (P − 1)/P bytes; an all-gather of n
 * bytes in all takes P − 1 latencies and sends n (P − 1)/P.
 * @throws SettingError for invalid settings.
 * @example
 * ```ts
 * import { defaultTrainConfig, planRanks } from '@jssl/trainer';
 *
 * const job = { ranks: 4, bytesPerSecond: 1.25e9, latencySeconds: 5e-5 }; // 10 Gbit/s
 * const plan = planRanks(defaultTrainConfig, { side: 64, channels: 3 }, job);
 * console.log(plan.share, plan.collectives, plan.seconds.toFixed(2)); // 64 14 0.14
 * ```
 */
export function planRanks(
  config: TrainConfig,
  { side, channels }: Pick<PlannedImages, 'side' | 'channels'>,
  { ranks, bytesPerSecond, latencySeconds }: Network & { readonly ranks: number },
): RanksPlan {
  checkSettings(rankSettings, { ranks, bytesPerSecond, latencySeconds });
  if (ranks > 1) checkShares(config, ranks);
  const { batchSize, accumulate, featureDim, symmetric, syncBn } = config;
  const { parameters, norms, normChannels } = encoderCost(encoderConfig(config, channels), side);
  const { keyEncoder, ...traits } = methodTraits(config.method);
  const heads = traits.heads === 'p and n' ? 2 : 1;
  const views = traits.symmetric || symmetric ? 2 : 1;
  const embeddingBytes = FLOAT_BYTES * batchSize * featureDim;
  const plan = { collectives: 0, bytesSent: 0, seconds: 0 };
  const send = (collectives: number, messages: number, bytes: number) => {
    if (ranks === 1) return;
    plan.collectives += collectives;
    plan.bytesSent += (bytes * (ranks - 1)) / ranks;
    plan.seconds += collectives * messages * (ranks - 1) * latencySeconds;
  };
  /** `times` operations on `bytes` in total. */
  const allReduce = (bytes: number, times = 1) => {
    send(times, 2, 2 * bytes);
  };
  const allGather = (bytes: number, times = 1) => {
    send(times, 1, bytes);
  };
  allReduce(FLOAT_BYTES * parameters, Math.ceil((FLOAT_BYTES * parameters) / BUCKET_BYTES));
  // Losses, and whether any rank wants to stop or to save.
  allReduce(6 * FLOAT_BYTES, 2);
  if (keyEncoder) {
    allGather(views * FLOAT_BYTES * batchSize * side ** 2 * channels, views * accumulate);
    allGather(2 * views * embeddingBytes, 2 * views * accumulate);
  } else {
    allGather(2 * heads * embeddingBytes, 2 * heads * accumulate);
    allReduce(2 * heads * embeddingBytes, 2 * heads * accumulate);
  }
  const encodings = accumulate * (keyEncoder ? 2 * views : 2);
  const differentiated = accumulate * views;
  const statistics = 2 * FLOAT_BYTES * normChannels;
  if (syncBn) {
    const passes = encodings + differentiated;
    allGather(passes * statistics * ranks, passes * norms);
  } else {
    allReduce(encodings * statistics, encodings);
  }
  plan.seconds += plan.bytesSent / bytesPerSecond;
  return { share: batchSize / ranks, ...plan };
}
