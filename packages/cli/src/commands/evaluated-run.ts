import { statSync } from 'node:fs';

import type { Dataset, ImageSet } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import { createEncoder, disposeEncoder, type Encoder } from '@jssl/resnet';
import {
  ConfigError,
  embedForEvaluation,
  encoderFeatures,
  labelledImages,
  limitImages,
  loadEncoder,
  pixelFeatures,
  randomStream,
  readRunConfig,
  type EvaluationFeatures,
  type FeatureExtractor,
  type LoadedEncoder,
  type RunConfig,
  type TrainConfig,
} from '@jssl/trainer';

import { UsageError } from '../usage-error.js';
import type { CommandContext } from './command-context.js';
import type { EvaluationRow } from './evaluation-table.js';
import { openSource, recordedFormat, resolveSource } from './open-source.js';

/** An encoder with the images to evaluate it on. */
export interface EvaluatedRun {
  readonly encoder: Encoder;
  readonly data: Dataset;
  readonly train: ImageSet;
  /** L */
  readonly classes: number;
  readonly views: LoadedEncoder['views'];
  /** What a run folder says of its training; empty for a weights file. */
  readonly config: Partial<TrainConfig>;
}

interface EvaluatedRunRequest {
  readonly path: string;
  readonly data: string | undefined;
  readonly weights: 'best' | 'last';
  readonly limit: number | undefined;
}

/**
 * Loads the engine, the encoder and the data of an evaluation command.
 * @throws UsageError, ConfigError or DataError for what cannot be measured.
 */
export async function openEvaluatedRun(
  context: CommandContext,
  { path, data: typed, weights, limit }: EvaluatedRunRequest,
): Promise<EvaluatedRun> {
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    throw new UsageError(`--limit must be a whole number of images, at least 1, got ${limit}`);
  }
  const isRun = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const recorded: Partial<RunConfig> = isRun ? readRunConfig(path) : {};
  const config: Partial<TrainConfig> = recorded.config ?? {};
  await loadEngine();
  const { encoder, views, file } = loadEncoder(path, weights);
  const source = resolveSource(typed, recorded.source);
  const format = typed === undefined ? recordedFormat(recorded) : undefined;
  const data = await openSource(context, source, { imageSize: config.imageSize, format });
  if (data.channels !== encoder.config.inChannels) {
    throw new ConfigError(
      `${file} was trained on images of ${encoder.config.inChannels} channels, and ${data.name} has ${data.channels}`,
    );
  }
  const train = limitImages(data.train, limit ?? config.limit, config.seed ?? 0);
  const { classes } = labelledImages(data, train);
  return { encoder, data, train, classes, views, config };
}

/** Something measured, and what it was measured on. */
export type Measured<Result> = Result & { readonly name: string };

/**
 * Measures the run's encoder and its baselines the same way: the raw pixels, and the same network with
 * random weights. Each embeds the images once.
 */
export function measureWithBaselines<Result extends object>(
  { terminal }: CommandContext,
  { encoder, data, train, views, config }: EvaluatedRun,
  measure: (features: EvaluationFeatures) => Result,
): Measured<Result>[] {
  const random = createEncoder(encoder.config, randomStream(config.seed ?? 0, 'weights'), {
    trainable: false,
  });
  const extractors: readonly (readonly [name: string, extract: FeatureExtractor])[] = [
    ['trained encoder', encoderFeatures(encoder)],
    ['raw pixels', pixelFeatures],
    ['random weights', encoderFeatures(random)],
  ];
  try {
    return extractors.map(([name, extract]) => {
      terminal.status?.(`measuring: ${name}`);
      const features = embedForEvaluation(extract, data, train, views);
      const result = measure(features);
      features.train.features.dispose();
      features.test.features.dispose();
      return { name, ...result };
    });
  } finally {
    disposeEncoder(random);
    terminal.status?.(undefined);
  }
}

/** What guessing gives. */
export function chanceRow({ classes }: EvaluatedRun): EvaluationRow {
  return { name: 'chance', top1: 1 / classes, top5: Math.min(1, 5 / classes) };
}
