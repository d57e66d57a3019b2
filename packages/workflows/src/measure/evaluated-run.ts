import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Dataset, ImageSet, SourceFormat } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import { labeledImages, limitImages, loadEncoder, type LoadedEncoder } from '@jssl/features';
import type { Encoder } from '@jssl/resnet';
import { SettingError } from '@jssl/settings';
import type { TrainConfig } from '@jssl/trainer';

import { chooseSource } from '../data/choose-source.js';
import { openData, type DataOptions } from '../data/open-data.js';
import type { WorkOptions } from '../data/work-options.js';
import { matchChannels } from '../runs/match-channels.js';
import { recordedFormat, recordedRanges, recordedRun } from '../runs/recorded-run.js';

/** Weights of a run to measure; `both` measures the best weights too, where they differ from the last. */
export type MeasuredWeights = 'both' | 'best' | 'last';

/** Options of every measurement. */
export interface MeasureOptions extends WorkOptions, Pick<DataOptions, 'onData'> {
  /** Called with a sentence about what was done to the images. */
  readonly onNote?: ((sentence: string) => void) | undefined;
  /** Labeled images to measure on. Default: the images that the run was trained on. */
  readonly data?: string | Dataset | undefined;
  /** How `data` is stored. Default: detected. */
  readonly format?: SourceFormat | undefined;
  /** Training images to use. Default: the run's. */
  readonly limit?: number | undefined;
}

/** An encoder to measure. */
export interface NamedEncoder {
  readonly name: string;
  /** Which weights of a run these are, both if they are equal; undefined for a weights file. */
  readonly weights?: readonly string[];
  readonly encoder: Encoder;
}

/** Encoders, and the images to measure them on. */
export interface EvaluatedRun {
  /** One, or the last and the best weights of a run where they differ. */
  readonly encoders: readonly [NamedEncoder, ...NamedEncoder[]];
  readonly data: Dataset;
  readonly train: ImageSet;
  /** L */
  readonly classes: number;
  readonly views: LoadedEncoder['views'];
  /** The run's recorded settings; empty for a weights file. */
  readonly config: Partial<TrainConfig>;
}

/**
 * Opens the encoders and the data of a measurement, and disposes the encoders after the work.
 * @throws SettingError, InputError or DataError for what cannot be measured.
 */
export async function withEvaluatedRun<Result>(
  path: string,
  options: MeasureOptions & { readonly weights: MeasuredWeights },
  work: (run: EvaluatedRun) => Result | Promise<Result>,
): Promise<Result> {
  const { weights, limit, data: given, format, onNote, ...opening } = options;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    const required = 'a whole number of images, at least 1';
    throw new SettingError({ setting: 'limit', required, got: limit });
  }
  const recorded = recordedRun(path);
  const config: Partial<TrainConfig> = recorded.config ?? {};
  await loadEngine();
  const { encoders, views } = loadEncoders(path, recorded.config !== undefined, weights);
  try {
    const [{ encoder }] = encoders;
    const source = chooseSource(given, recorded.source);
    const stored = await openData(source, {
      ...opening,
      imageSize: config.imageSize,
      ...recordedRanges(recorded, given === undefined),
      format: format ?? (given === undefined ? recordedFormat(recorded) : undefined),
    });
    const data = matchChannels({ channels: encoder.config.inChannels }, stored, onNote);
    const train = limitImages(data.train, limit ?? config.limit, config.seed ?? 0);
    const { classes } = labeledImages(data, train);
    return await work({ encoders, data, train, classes, views, config });
  } finally {
    for (const { encoder } of encoders) encoder.dispose();
  }
}

function loadEncoders(path: string, isRun: boolean, weights: MeasuredWeights) {
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
