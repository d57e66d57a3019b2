import { planTraining, type PlannedImages } from '../plan/plan-training.js';
import type { TrainConfig } from '../settings/train-settings.js';

/** Operations of a step that is measured; with larger ones a smaller batch is. */
const MEASURED_OPERATIONS = 1e11;
const LEAST_MEASURED = 8;

/** What a speed is measured with. */
export interface SpeedInputs {
  /** The images; `side` is that of the images, if the settings name no other. */
  readonly images: PlannedImages;
  readonly ranks: number;
  /** Measures how many training images per second this machine takes with some settings. */
  readonly measure: (config: TrainConfig) => number;
}

/** Images per second, measured in steps that take seconds even with the largest networks. */
export function measuredSpeed(
  config: TrainConfig,
  { images, ranks, measure }: SpeedInputs,
): number {
  const affordable = MEASURED_OPERATIONS / operationsPerImage(config, images);
  if (affordable >= config.batchSize || config.accumulate > 1 || config.bnSplits > 1)
    return measure(config);
  const batchSize = ranks * Math.ceil(Math.max(LEAST_MEASURED, affordable) / ranks);
  return measure({ ...config, batchSize: Math.min(config.batchSize, batchSize) });
}

/** Operations of one training image, with the views that the settings ask for. */
export function operationsPerImage(config: TrainConfig, images: PlannedImages): number {
  const side = config.imageSize ?? images.side;
  return planTraining(config, { ...images, side }).operationsPerImage;
}
