import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Dataset, ImageSet } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import {
  embedForEvaluation,
  encoderFeatures,
  labeledImages,
  limitImages,
  pixelFeatures,
  randomStream,
  type EvaluationFeatures,
  type FeatureExtractor,
  loadEncoder,
  type LoadedEncoder,
} from '@jssl/features';
import { createEncoder, type Encoder } from '@jssl/resnet';
import { type TrainConfig } from '@jssl/trainer';

import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { openSource, recordedFormat, resolveSource } from '../shared/open-source.js';
import { checkChannels, recordedRun } from '../shared/recorded-run.js';

/** Weights of a run, `both` where there is more than the last epoch's. */
export type ChosenWeights = 'both' | 'best' | 'last';

/** An encoder to measure. */
export interface NamedEncoder {
  readonly name: string;
  /** Which weights of a run these are, both where they are equal; undefined for a weights file. */
  readonly weights?: readonly string[];
  readonly encoder: Encoder;
}

/** Encoders with the images to evaluate them on. */
export interface EvaluatedRun {
  /** One, or the last and the best weights of a run where they differ. */
  readonly encoders: readonly [NamedEncoder, ...NamedEncoder[]];
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
  readonly weights: ChosenWeights;
  readonly limit: number | undefined;
}

/**
 * Loads the engine, the encoder and the data of an evaluation command.
 * @throws UsageError, InputError or DataError for what cannot be measured.
 */
export async function openEvaluatedRun(
  context: CommandContext,
  { path, data: typed, weights, limit }: EvaluatedRunRequest,
): Promise<EvaluatedRun> {
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    throw new UsageError(`--limit must be a whole number of images, at least 1, got ${limit}`);
  }
  const recorded = recordedRun(path);
  const config: Partial<TrainConfig> = recorded.config ?? {};
  await loadEngine();
  const { encoders, views, file } = loadEncoders(path, recorded.config !== undefined, weights);
  const [{ encoder }] = encoders;
  const source = resolveSource(typed, recorded.source);
  const format = typed === undefined ? recordedFormat(recorded) : undefined;
  const data = await openSource(context, source, { imageSize: config.imageSize, format });
  checkChannels({ file, channels: encoder.config.inChannels }, data);
  const train = limitImages(data.train, limit ?? config.limit, config.seed ?? 0);
  const { classes } = labeledImages(data, train);
  return { encoders, data, train, classes, views, config };
}

function loadEncoders(path: string, isRun: boolean, weights: ChosenWeights) {
  const { encoder, ...loaded } = loadEncoder(path, weights === 'best' ? 'best' : 'last');
  const name = 'trained encoder';
  const first = (which: readonly string[] | undefined): EvaluatedRun['encoders'] => [
    { name, encoder, ...(which && { weights: which }) },
  ];
  if (!isRun) return { ...loaded, encoders: first(undefined) };
  if (weights !== 'both') return { ...loaded, encoders: first([weights]) };
  const best = join(path, 'best.safetensors');
  if (!existsSync(best)) return { ...loaded, encoders: first(['last']) };
  if (readFileSync(best).equals(readFileSync(loaded.file))) {
    return { ...loaded, encoders: first(['last', 'best']) };
  }
  const second = { name, encoder: loadEncoder(path, 'best').encoder, weights: ['best'] };
  return { ...loaded, encoders: [...first(['last']), second] as const };
}

/** Something measured, and what it was measured on. */
export type Measured<Result> = Result & Omit<NamedEncoder, 'encoder'>;

/** The network of a run with random weights, for the caller to dispose. */
export function randomEncoder({ encoders, config }: EvaluatedRun): Encoder {
  const random = randomStream(config.seed ?? 0, 'weights');
  return createEncoder(encoders[0].encoder.config, random, { trainable: false });
}

/**
 * Measures the run's encoders and their baselines the same way: the raw pixels, and the same network
 * with random weights. Each embeds the images once.
 */
export async function measureWithBaselines<Result extends object>(
  { terminal }: CommandContext,
  run: EvaluatedRun,
  measure: (features: EvaluationFeatures) => Result | Promise<Result>,
): Promise<Measured<Result>[]> {
  const { encoders, data, train, views } = run;
  const random = randomEncoder(run);
  const subjects: readonly (Omit<NamedEncoder, 'encoder'> & {
    readonly extract: FeatureExtractor;
  })[] = [
    ...encoders.map(({ encoder, ...named }) => ({ ...named, extract: encoderFeatures(encoder) })),
    { name: 'raw pixels', extract: pixelFeatures },
    { name: 'random weights', extract: encoderFeatures(random) },
  ];
  try {
    const rows: Measured<Result>[] = [];
    for (const { extract, ...named } of subjects) {
      terminal.status?.(`measuring: ${named.name}`);
      const features = await embedForEvaluation(extract, data, { train, views });
      const result = await measure(features);
      features.dispose();
      rows.push({ ...named, ...result });
    }
    return rows;
  } finally {
    random.dispose();
    terminal.status?.(undefined);
  }
}

/** What guessing gives. */
export function chanceRow({ classes }: Pick<EvaluatedRun, 'classes'>) {
  return { name: 'chance', top1: 1 / classes, top5: Math.min(1, 5 / classes) } as const;
}

/** What a result says of what was measured on. */
export function describeEvaluation(path: string, { data, train }: EvaluatedRun) {
  const { name, classes, testOrigin, validation, test } = data;
  return {
    run: path,
    data: {
      ...{ name, classes, testOrigin },
      trainImages: train.length,
      validationImages: validation?.length,
      testImages: test?.length,
    },
  };
}
