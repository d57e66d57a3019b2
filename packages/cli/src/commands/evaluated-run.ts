import { statSync } from 'node:fs';

import type { Dataset, ImageSet } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import { createEncoder, disposeEncoder, type Encoder } from '@jssl/resnet';
import {
  ConfigError,
  encoderFeatures,
  limitImages,
  loadEncoder,
  pixelFeatures,
  randomStream,
  readRunConfig,
  type Accuracy,
  type FeatureExtractor,
  type LoadedEncoder,
} from '@jssl/trainer';

import type { CommandContext } from './command-context.js';
import type { EvaluationRow } from './evaluation-table.js';
import { openSource, resolveSource } from './open-source.js';

/** An encoder with the images to evaluate it on. */
export interface EvaluatedRun {
  readonly encoder: Encoder;
  readonly data: Dataset;
  readonly train: ImageSet;
  readonly views: LoadedEncoder['views'];
  /** What a run folder says of its training; empty for a weights file. */
  readonly config: RecordedConfig;
}

interface RecordedConfig {
  readonly temperature?: number;
  readonly knnTemperature?: number;
  readonly k?: number;
  readonly imageSize?: number;
  readonly limit?: number;
  readonly seed?: number;
}

interface EvaluatedRunRequest {
  readonly path: string;
  readonly data: string | undefined;
  readonly weights: 'best' | 'last';
  readonly limit: number | undefined;
}

/** Loads the engine, the encoder and the data of an evaluation command. */
export async function openEvaluatedRun(
  context: CommandContext,
  request: EvaluatedRunRequest,
): Promise<EvaluatedRun> {
  const isRun = statSync(request.path, { throwIfNoEntry: false })?.isDirectory() === true;
  const recorded = isRun
    ? ((readRunConfig(request.path) ?? {}) as { config?: RecordedConfig; source?: string })
    : {};
  const config = recorded.config ?? {};
  await loadEngine();
  const { encoder, views, file } = loadEncoder(request.path, request.weights);
  const source = resolveSource(request.data, recorded.source);
  const data = await openSource(context, source, config.imageSize);
  if (data.channels !== encoder.config.inChannels) {
    throw new ConfigError(
      `${file} was trained on images of ${encoder.config.inChannels} channels, and ${data.name} has ${data.channels}`,
    );
  }
  return {
    encoder,
    data,
    train: limitImages(data.train, request.limit ?? config.limit, config.seed ?? 0),
    views,
    config,
  };
}

/**
 * Measures the run's encoder and its baselines the same way: the raw pixels, and the same network with
 * random weights; what guessing gives is added.
 */
export function measureWithBaselines(
  { terminal }: CommandContext,
  run: EvaluatedRun,
  title: string,
  measure: (extract: FeatureExtractor) => Partial<Accuracy>,
): EvaluationRow[] {
  const random = createEncoder(run.encoder.config, randomStream(run.config.seed ?? 0, 'weights'), {
    trainable: false,
  });
  const extractors: readonly (readonly [name: string, extract: FeatureExtractor])[] = [
    ['trained encoder', encoderFeatures(run.encoder)],
    ['raw pixels', pixelFeatures],
    ['random weights', encoderFeatures(random)],
  ];
  try {
    const rows = extractors.map(([name, extract]) => {
      terminal.status?.(`${title}: ${name}`);
      const { top1, top5 } = measure(extract);
      return { name, top1, top5 };
    });
    return [...rows, chanceRow(run)];
  } finally {
    disposeEncoder(random);
    terminal.status?.(undefined);
  }
}

/** What guessing gives. */
export function chanceRow({ data }: EvaluatedRun): EvaluationRow {
  const classes = data.classes?.length ?? 0;
  return { name: 'chance', top1: 1 / classes, top5: Math.min(1, 5 / classes) };
}
