import type { ImageSet } from '@jssl/data';
import {
  chanceAccuracy,
  chanceOfRetrieval,
  checkBankSize,
  evaluateRetrieval,
  knnSettings,
  knnSweepSettings,
  reportKnn,
  RETRIEVAL_KS,
  retrievalTask,
  type KnnReport,
  type KnnSettings,
  type RetrievalSettings,
  type RetrievalTask,
} from '@jssl/features';
import { completeSettings, SettingError } from '@jssl/settings';
import { defaultTrainConfig } from '@jssl/trainer';

import { measureWithBaselines, type Measured } from './baselines.js';
import {
  withEvaluatedRun,
  type EvaluatedRun,
  type MeasuredWeights,
  type MeasureOptions,
} from './evaluated-run.js';
import { describeMeasurement, type ChanceRow, type Measurement } from './measurement.js';

/** How to measure by weighted kNN. */
export interface MeasureKnnOptions extends MeasureOptions {
  /** Neighbors that vote: one number, or several to choose from. Default: the run's. */
  readonly k?: number | readonly number[] | undefined;
  /** Temperature of the votes: one number, or several to choose from. Default: the run's. */
  readonly temperature?: number | readonly number[] | undefined;
  /** Default `both`. */
  readonly weights?: MeasuredWeights | undefined;
  /** Also measure retrieval of test images of the same `class`, or with the same value of an attribute. */
  readonly retrieval?: string | undefined;
  /** Retrieve only images that differ in this attribute. */
  readonly across?: string | undefined;
}

/** How well test images find each other. */
export type RetrievalResult = Awaited<ReturnType<typeof evaluateRetrieval>>;

/** A row of {@link measureKnn}. */
export type KnnRow = Measured<KnnReport & { readonly retrieval?: RetrievalResult }>;

/** The settings that a kNN measurement was made with. */
export interface KnnMeasurementSettings {
  readonly ks: readonly number[];
  readonly temperatures: readonly number[];
  readonly seed: number;
  readonly weights: MeasuredWeights;
  readonly retrieval: string | undefined;
  readonly across: string | undefined;
  /** The k of each recall in `retrieval`. */
  readonly recallAt: readonly number[];
}

/** What {@link measureKnn} returns. */
export type KnnMeasurement = Measurement<
  KnnMeasurementSettings,
  KnnRow | (ChanceRow & { readonly retrieval?: RetrievalResult })
>;

/**
 * Measures a trained encoder with weighted kNN, compared with chance, raw pixels and random weights. With
 * several settings, it reports the one that is best on validation images, and never chooses by test images.
 * @param run a run folder or weights file.
 * @throws SettingError for settings that cannot work, InputError for images without labels.
 * @example
 * ```ts
 * import { measureKnn } from '@jssl/workflows';
 *
 * const { rows } = await measureKnn('runs/photos', { k: [3, 5] });
 * console.log(rows.map(({ name }) => name).join(', ')); // trained encoder, raw pixels, random weights, chance
 * console.log(rows.map(({ top1 }) => typeof top1).join(', ')); // number, number, number, number
 * ```
 */
export async function measureKnn(
  run: string,
  options: MeasureKnnOptions = {},
): Promise<KnnMeasurement> {
  const { weights = 'both', retrieval, across, ...opening } = options;
  const [ks, temperatures] = [listOf(options.k), listOf(options.temperature)];
  completeSettings(knnSweepSettings, {
    ...(ks.length > 0 && { k: ks }),
    ...(temperatures.length > 0 && { temperature: temperatures }),
  });
  if (across !== undefined && retrieval === undefined) {
    const required = 'given with {retrieval}, which says what to find';
    throw new SettingError({
      setting: 'across',
      required,
      got: across,
      gotText: `${across} alone`,
    });
  }
  return withEvaluatedRun(run, { ...opening, weights }, async (opened) => {
    const recorded = runKnnSettings(opened, { k: ks[0], temperature: temperatures[0] });
    for (const k of ks) checkBankSize(k, opened.train.length);
    const settings = {
      ks: ks.length > 0 ? ks : [recorded.k],
      temperatures: temperatures.length > 0 ? temperatures : [recorded.temperature],
      seed: opened.config.seed ?? 0,
    };
    const task =
      retrieval !== undefined && opened.data.test
        ? taskOf(opened.data.test, { attribute: retrieval, across })
        : undefined;
    const rows = await measureWithBaselines(
      opened,
      async (features) => ({
        ...(await reportKnn(features, {
          ...{ k: settings.ks, temperature: settings.temperatures, seed: settings.seed },
        })),
        ...(task && { retrieval: await evaluateRetrieval(features.test.features, task) }),
      }),
      options,
    );
    const chance = {
      ...chanceAccuracy(opened.classes),
      ...(task && { retrieval: chanceOfRetrieval(task) }),
    };
    return {
      ...describeMeasurement(run, opened),
      settings: { ...settings, weights, retrieval, across, recallAt: RETRIEVAL_KS },
      rows: [...rows, chance],
    };
  });
}

/** @throws SettingError that names the option as this function spells it. */
function taskOf(test: ImageSet, settings: RetrievalSettings): RetrievalTask {
  try {
    return retrievalTask(test, settings);
  } catch (error) {
    if (!(error instanceof SettingError) || error.setting !== 'attribute') throw error;
    const { required, got } = error;
    throw new SettingError({ setting: 'retrieval', required, got }, { cause: error });
  }
}

function listOf(given: number | readonly number[] | undefined): readonly number[] {
  if (given === undefined) return [];
  return typeof given === 'number' ? [given] : given;
}

/**
 * The given settings, or else the run's, or else the defaults.
 * @throws SettingError when they do not fit the images, before any is embedded.
 */
export function runKnnSettings(
  { config, train }: Pick<EvaluatedRun, 'config' | 'train'>,
  given: { readonly [Key in keyof KnnSettings]?: KnnSettings[Key] | undefined } = {},
): KnnSettings {
  const recorded = { ...defaultTrainConfig, ...config };
  const settings = {
    k: given.k ?? recorded.k,
    temperature: given.temperature ?? recorded.knnTemperature ?? recorded.temperature,
  };
  completeSettings(knnSettings, settings);
  checkBankSize(settings.k, train.length);
  return settings;
}
