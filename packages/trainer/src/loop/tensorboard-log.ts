import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { evaluationView, type ViewOptions } from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import {
  embedImages,
  encoderFeatures,
  limitImages,
  epochBatches,
  evaluationBatches,
  readImages,
  viewPair,
} from '@jssl/features';
import type { Encoder } from '@jssl/resnet';
import {
  createEventFile,
  encodePng,
  tileImages,
  writeProjector,
  type EventFile,
} from '@jssl/tensorboard';
import * as tf from '@tensorflow/tfjs-core';

import { metricRows, type EpochMetrics } from '../metrics/metrics-table.js';
import { recordFinishedOutput } from '../run/finished-outputs.js';
import { runFiles } from '../run/run-files.js';
import type { RunFolder } from '../run/run-folder.js';
import type { TrainConfig } from '../settings/train-settings.js';
import type { RunOptions, TrainResult } from './training-run.js';

/** Number of images whose views are shown, and of images in the projector. */
const [SHOWN, POINTS] = [8, 1000];
/** Longest side of a picture of a point, in pixels. */
const SPRITE_SIDE = 64;

/** The parts of a run logged to TensorBoard. */
interface LoggedRun {
  readonly config: TrainConfig;
  readonly data: Dataset;
  /** The training images in use. */
  readonly images: ImageSet;
  readonly views: ViewOptions;
  readonly folder: RunFolder;
  readonly options: RunOptions;
}

/**
 * Runs training and logs it in `tensorboard/`: views of the first images, the metrics of every epoch (the
 * step is the epoch's number) and, once it is complete, up to 1,000 test or training images in the projector.
 * A resumed run writes its event file again from the first epoch, so no epoch is missing or logged twice;
 * earlier epochs then get the time at which the run was resumed.
 * @param logged the encoder in training, and the completed epochs.
 * @param train runs the training with options that log.
 */
export async function withTensorBoard<Run extends LoggedRun>(
  run: Run,
  { encoder, earlier }: { readonly encoder: Encoder; readonly earlier: readonly EpochMetrics[] },
  train: (run: Run) => Promise<TrainResult>,
): Promise<TrainResult> {
  const { options, folder } = run;
  if (options.tensorBoard === false) return train(run);
  const path = join(folder.path, runFiles.tensorBoard);
  folder.requireHeld();
  removeEventFiles(path);
  const events = createEventFile(path);
  events.addImage(1, 'views', encodePng(firstViews(run)));
  for (const metrics of earlier) addEpoch(events, metrics);
  const onEpoch = (metrics: EpochMetrics) => {
    addEpoch(events, metrics);
    options.onEpoch?.(metrics);
  };
  const result = await train({ ...run, options: { ...options, onEpoch } });
  if (result.stopped) return result;
  await projectImages(path, run, encoder);
  folder.requireHeld();
  recordFinishedOutput(folder.path, 'tensorboard');
  return result;
}

function removeEventFiles(path: string): void {
  if (!existsSync(path)) return;
  const files = readdirSync(path).filter((file) => file.includes('tfevents'));
  for (const file of files) rmSync(join(path, file));
}

function addEpoch(events: EventFile, metrics: EpochMetrics): void {
  const scalars: Record<string, number> = {};
  for (const [name, { tag }] of metricRows) {
    const value = metrics[name];
    if (tag !== undefined && value !== undefined) scalars[tag] = value;
  }
  events.addScalars(metrics.epoch, scalars);
}

/** The first images of the first epoch in a row, above their two views. */
function firstViews({ config, data, images, views }: LoggedRun) {
  const at = { seed: config.seed, epoch: 1 };
  const [batch = new Int32Array()] = epochBatches(images.length, config.batchSize, at);
  const indices = batch.subarray(0, SHOWN);
  const shown = tf.tidy(() =>
    tf.concat([
      evaluationView(readImages(images, data, indices), views),
      ...viewPair({ indices, pixels: images.read(indices) }, { data, views, ...at }),
    ]),
  );
  const pixels = toPixels(shown, views);
  shown.dispose();
  const { size } = views;
  const { channels } = data;
  return tileImages({ height: size, width: size, channels, pixels }, indices.length);
}

/** Writes the projector's files: features of images with their names, classes and pictures. */
async function projectImages(
  path: string,
  { config, data, images, views }: LoggedRun,
  encoder: Encoder,
): Promise<void> {
  const points = limitImages(data.test ?? images, POINTS, config.seed);
  const { labels } = points;
  const features = await embedImages(encoderFeatures(encoder), points, { data, views });
  const size = Math.min(views.size, SPRITE_SIDE);
  const { channels } = data;
  const pixels = new Uint8Array(points.length * size * size * channels);
  let start = 0;
  for (const batch of evaluationBatches(points, { data, views: { ...views, size } })) {
    const drawn = toPixels(batch, views);
    pixels.set(drawn, start);
    start += drawn.length;
  }
  const names = Array.from({ length: points.length }, (_, index) => points.name(index));
  writeProjector(path, {
    name: 'features',
    features: { values: features.dataSync<'float32'>(), size: features.shape[1] },
    metadata: {
      file: names,
      ...(labels && {
        class: Array.from(labels, (label) => data.classes?.[label] ?? (label < 0 ? '' : label)),
      }),
    },
    images: { height: size, width: size, channels, pixels },
  });
  features.dispose();
}

/** Normalized views [N, S, S, C] as pixels from 0 to 255. */
function toPixels(batch: tf.Tensor4D, { mean, std }: ViewOptions): Uint8Array {
  const channels = batch.shape[3];
  const values = batch.dataSync<'float32'>();
  return new Uint8Array(
    Uint8ClampedArray.from(values, (value, at) => {
      const channel = at % channels;
      return (value * (std[channel] ?? 1) + (mean[channel] ?? 0)) * 255;
    }).buffer,
  );
}
