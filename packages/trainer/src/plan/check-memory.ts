import { totalmem } from 'node:os';

import { SettingError } from '@jssl/settings';

import { methodTraits, type MethodTraits } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { planTraining, type PlannedImages } from './plan-training.js';

const gibibytes = (bytes: number) => `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;

/** What is compared with the memory. */
export interface MemoryUse {
  readonly images: PlannedImages;
  /** Of a method of your own. Default: the built-in method's. */
  readonly traits?: MethodTraits;
  /** Processes that share each batch. Default 1. */
  readonly ranks?: number;
  /** Whether batches are computed in other memory than the machine's, of unknown size. Default false. */
  readonly gpu?: boolean;
}

/** The memory of the machine, or less if the process may only use a part of it, in bytes. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(totalmem(), limit) : totalmem();
}

/** Whether a training fits into memory. */
export function fitsMemory(
  config: TrainConfig,
  use: MemoryUse,
  memoryBytes = machineMemory(),
): boolean {
  const { stateBytes, batchBytes } = memoryOf(config, use);
  return stateBytes + batchBytes <= memoryBytes;
}

/**
 * Checks that a training fits into memory, before anything is allocated: the encoders, the optimizer's state and
 * the queues, and what a batch takes.
 * @param memoryBytes of the machine.
 * @throws SettingError for `m` if the state fits with a short queue; for `width` if it does not; for `batchSize`,
 * with what fits, if the batch is too large; for `imageSize` if not even two images fit.
 */
export function checkMemory(
  config: TrainConfig,
  use: MemoryUse,
  memoryBytes = machineMemory(),
): void {
  const { stateBytes, batchBytes } = memoryOf(config, use);
  const refuse = (setting: 'm' | 'width' | 'batchSize' | 'imageSize', remedy: string) => {
    const state = stateBytes > memoryBytes;
    const taken = gibibytes(state ? stateBytes : stateBytes + batchBytes);
    const got = config[setting] ?? use.images.side;
    throw new SettingError({
      setting,
      required: `small enough for the ${state ? 'state of the training' : 'training'} to fit into memory (${gibibytes(memoryBytes)})`,
      got,
      gotText: `${got}, which takes ${taken}`,
      remedy,
    });
  };
  if (stateBytes > memoryBytes) {
    const short = memoryOf({ ...config, m: 2 * config.batchSize }, use);
    const setting = short.stateBytes <= memoryBytes ? 'm' : 'width';
    refuse(setting, `lower {${setting}}`);
  }
  if (stateBytes + batchBytes <= memoryBytes) return;
  const { batchSize, accumulate } = config;
  const part = batchSize / accumulate;
  const most = Math.floor((part * (memoryBytes - stateBytes)) / batchBytes);
  if (most < 2) refuse('imageSize', 'lower {imageSize} or {width}');
  const parts = Array.from({ length: batchSize }, (_, at) => at + 1).find(
    (count) => batchSize % count === 0 && batchSize / count <= most,
  );
  const inParts = parts === undefined ? '' : `, or set {accumulate} to ${parts}`;
  refuse('batchSize', `lower {batchSize} to ${most * accumulate}${inParts}`);
}

function memoryOf(
  config: TrainConfig,
  { images, traits = methodTraits(config.method), ranks = 1, gpu = false }: MemoryUse,
) {
  const side = config.imageSize ?? images.side;
  const { stateBytes, bytes } = planTraining(config, { ...images, side }, traits);
  return { stateBytes, batchBytes: gpu ? 0 : (bytes - stateBytes) / ranks };
}
