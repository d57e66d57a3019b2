import { checkSettings, number, SettingError, whole } from '@jssl/settings';
import {
  planRanks,
  planTraining,
  readRunConfig,
  readRunSummary,
  type PlannedImages,
  type PresetName,
  type RanksPlan,
  type TrainConfig,
  type TrainingPlan,
} from '@jssl/trainer';

import {
  checkTermSettings,
  mergeSettings,
  type GivenSettings,
} from '../train/complete-settings.js';
import { planDevices, type DevicePlan } from '../train/devices.js';

/** The side of Tiny-ImageNet's images. */
const DEFAULT_SIDE = 64;

/** What to plan for. */
export interface PlanOptions {
  /** Settings to start from. Default `original`. */
  readonly preset?: PresetName | undefined;
  /** Training images. Default 100,000, as Tiny-ImageNet has. */
  readonly images?: number | undefined;
  /** Channels of an image: 3 for color, 1 for gray. Default 3. */
  readonly channels?: number | undefined;
  /** A run on this machine to estimate time from. Default: none. */
  readonly like?: string | undefined;
  /** Processes that train together. Default 1. */
  readonly ranks?: number | undefined;
  /** Bandwidth of each rank, in 10⁹ bytes per second. Default 1.25. */
  readonly bandwidth?: number | undefined;
  /** Latency of a message between two ranks, in microseconds. Default 30. */
  readonly latency?: number | undefined;
}

/** The cost of a training run. */
export interface PlannedTraining {
  readonly config: TrainConfig;
  readonly images: PlannedImages;
  readonly plan: TrainingPlan;
  /** Communication, with more than one rank. */
  readonly ranks?: RanksPlan & { readonly count: number };
  /** Time of an epoch on this machine, by `like` or as measured. */
  readonly secondsPerEpochHere: number | undefined;
  /** With that: the share of the ranks' time spent computing, not communicating. */
  readonly efficiency: number | undefined;
  /** This machine's processor; the time is estimated from its cores and clock rate. */
  readonly processor: DevicePlan;
  readonly devices: readonly DevicePlan[];
}

const planSettings = {
  images: whole({
    ...{ initial: undefined, least: 2, required: 'a whole number of images, at least 2' },
    help: 'training images',
  }),
  bandwidth: number({
    ...{ initial: 1.25, above: 0, required: 'a number of GB/s above 0' },
    help: 'bandwidth between ranks',
  }),
  latency: number({
    ...{ initial: 30, least: 0, required: 'a number of microseconds, at least 0' },
    help: 'latency between ranks',
  }),
};

/**
 * Estimates the operations, memory and time of a training run. It trains nothing and reads no images.
 * @throws SettingError for invalid settings.
 * @example
 * ```ts
 * import { plan } from '@jssl/workflows';
 *
 * const planned = plan({ arch: 'resnet18', epochs: 20 }, { images: 50_000 });
 * console.log(planned.plan.stepsPerEpoch, planned.devices[0]?.name); // 195 NVIDIA T4
 * ```
 */
export function plan(settings: GivenSettings = {}, options: PlanOptions = {}): PlannedTraining {
  const config = mergeSettings(settings, options.preset);
  checkTermSettings(settings, [config.method]);
  return planConfig(config, options);
}

/** The plan of a training whose settings are complete. */
export function planConfig(config: TrainConfig, options: PlanOptions): PlannedTraining {
  const { ranks: count = 1, bandwidth = 1.25, latency = 30, like } = options;
  checkSettings(planSettings, { images: options.images, bandwidth, latency });
  const images = {
    count: Math.min(config.limit ?? Infinity, options.images ?? config.limit ?? 100_000),
    side: config.imageSize ?? DEFAULT_SIDE,
    channels: options.channels ?? 3,
  };
  const planned = planTraining(config, images);
  const ranks = planRanks(config, images, {
    ranks: count,
    bytesPerSecond: bandwidth * 1e9,
    latencySeconds: latency / 1e6,
  });
  const communication = planned.stepsPerEpoch * ranks.seconds;
  const onRanks = (seconds: number) => seconds / count + communication;
  const alone = like === undefined ? undefined : secondsLike(like, planned);
  const here = alone === undefined ? undefined : onRanks(alone);
  return {
    ...{ config, images, plan: planned },
    ...(count > 1 && { ranks: { count, ...ranks } }),
    secondsPerEpochHere: here,
    efficiency: alone !== undefined && here ? alone / count / here : undefined,
    ...planDevices(config, planned, { ranks: count, onRanks }),
  };
}

/**
 * Estimates the seconds of an epoch on the machine of an earlier run, in proportion to operations.
 * @throws SettingError for a run without a complete epoch, or without a description of its images.
 */
function secondsLike(run: string, planned: TrainingPlan): number {
  const { config, metrics } = readRunSummary(run);
  const { data, views } = readRunConfig(run) as {
    readonly data?: { readonly channels?: unknown; readonly trainImages?: unknown };
    readonly views?: { readonly size?: unknown };
  };
  const [count, side, channels] = [data?.trainImages, views?.size, data?.channels].map(Number);
  const seconds = metrics.reduce((sum, epoch) => sum + epoch.durationSeconds, 0) / metrics.length;
  if (!count || !side || !channels || !(seconds > 0)) {
    const required = 'a run with a complete epoch and a description of its images';
    throw new SettingError({ setting: 'like', required, got: run });
  }
  const { operationsPerEpoch } = planTraining(config, { count, side, channels });
  return (seconds * planned.operationsPerEpoch) / operationsPerEpoch;
}
