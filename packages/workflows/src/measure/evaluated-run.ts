import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Dataset, ImageSet, SourceFormat } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import {
  describeImport,
  labeledImages,
  limitImages,
  loadEncoder,
  type LoadedEncoder,
} from '@jssl/features';
import type { Encoder } from '@jssl/resnet';
import { checkSettings, InputError, printable, whole } from '@jssl/settings';
import { readRegularFile } from '@jssl/settings/node';
import { runFiles, type RunConfig, type TrainConfig } from '@jssl/trainer';

import { openData, type DataOptions } from '../data/open-data.js';
import type { WorkOptions } from '../data/work-options.js';
import { matchChannels } from '../runs/match-channels.js';
import { openedAs, recordedRun } from '../runs/recorded-run.js';
import { rememberRunSource, runSource } from '../runs/run-source.js';
import { checkMeasuredWeights } from '../runs/weights-settings.js';

/** Weights of a run to measure; `both` measures the best weights too, if they differ from the last. */
export type MeasuredWeights = 'both' | 'best' | 'last';

/** Options of every measurement. */
export interface MeasureOptions extends WorkOptions, Pick<DataOptions, 'onData'> {
  /** Called with a sentence about what was done to the images. */
  readonly onNote?: ((sentence: string) => void) | undefined;
  /** Labeled images to measure on. Default: the images that the run was trained on. */
  readonly data?: string | Dataset | undefined;
  /** How `data` is stored. Default: detected. */
  readonly format?: SourceFormat | undefined;
  /** A file with the labels of `data`, instead of class folders. */
  readonly labels?: string | undefined;
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
  /** Whether these are the training images that the run was trained on, all of them. */
  readonly hasRunsImages: boolean;
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
  const { weights, limit, data: given, format, labels, onNote, ...opening } = options;
  checkMeasuredWeights(weights);
  checkSettings(measureSettings, { limit });
  if (typeof given === 'string') checkIsNoRun(given);
  const recorded = recordedRun(path);
  const config: Partial<TrainConfig> = recorded.config ?? {};
  await loadEngine();
  const { encoders, views, note } = loadEncoders(path, recorded.config !== undefined, weights);
  if (note !== undefined) onNote?.(note);
  try {
    const [{ encoder }] = encoders;
    const source = runSource({ path, recorded }, given);
    const isOwn = given === undefined;
    const storedAs = openedAs({ format, labels }, { path, recorded, isOwn });
    const stored = await openData(source, {
      ...opening,
      // The images that a weights file was trained on are unknown, but the size of its views is not.
      imageSize: recorded.config ? config.imageSize : views.size,
      ...storedAs,
    });
    rememberRunSource(path, recorded, { source, labels: storedAs.labels, data: stored });
    const data = matchChannels({ channels: encoder.config.inChannels }, stored, onNote);
    const train = limitImages(data.train, limit ?? config.limit, config.seed ?? 0);
    const { classes } = labeledImages(data, train);
    const hasRunsImages =
      given === undefined && limit === undefined ? true : isSame(recorded, data, train);
    return await work({ encoders, data, train, classes, views, config, hasRunsImages });
  } finally {
    for (const { encoder } of encoders) encoder.dispose();
  }
}

/** Settings of every measurement. */
const measureSettings = {
  limit: whole({
    ...{ initial: undefined, least: 1, required: 'a whole number of images, at least 1' },
    help: 'training images to use',
  }),
};

/** @throws InputError for a run in place of images, for example if the run is named twice. */
function checkIsNoRun(path: string): void {
  const isRun = [runFiles.config, runFiles.lastWeights].every((name) =>
    existsSync(join(path, name)),
  );
  if (!isRun && !path.endsWith('.safetensors')) return;
  const kind = isRun ? 'a run folder' : 'a weights file';
  throw new InputError(
    `${printable(path)} is ${kind}, but images to measure on are expected here; pass the run once, and then the images`,
  );
}

function isSame(recorded: Partial<RunConfig>, data: Dataset, train: ImageSet): boolean {
  const { fingerprint, trainImages } = (recorded['data'] ?? {}) as Readonly<
    Record<string, unknown>
  >;
  return fingerprint === data.fingerprint && trainImages === train.length;
}

function loadEncoders(path: string, isRun: boolean, weights: MeasuredWeights) {
  const { encoder, ...file } = loadEncoder(path, weights === 'best' ? 'best' : 'last');
  const loaded = { ...file, note: describeImport({ ...file, config: encoder.config }) };
  const name = 'trained encoder';
  const first = (which: readonly string[] | undefined): EvaluatedRun['encoders'] => [
    { name, encoder, ...(which && { weights: which }) },
  ];
  if (!isRun) return { ...loaded, encoders: first(undefined) };
  if (weights !== 'both') return { ...loaded, encoders: first([weights]) };
  const best = join(path, 'best.safetensors');
  if (!existsSync(best)) return { ...loaded, encoders: first(['last']) };
  if (readRegularFile(best).equals(readRegularFile(loaded.file))) {
    return { ...loaded, encoders: first(['last', 'best']) };
  }
  const second = { name, encoder: loadEncoder(path, 'best').encoder, weights: ['best'] };
  return { ...loaded, encoders: [...first(['last']), second] as const };
}
