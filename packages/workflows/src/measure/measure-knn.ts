import type { ImageSet } from '@jssl/data';
import {
  chanceOfRetrieval,
  knnSweepSettings,
  runNeighbors,
  reportKnn,
  reportRetrieval,
  RETRIEVAL_KS,
  retrievalTask,
  sweptNeighbors,
  type KnnReport,
  type RetrievalReport,
  type RetrievalSettings,
  type RetrievalTask,
} from '@jssl/features';
import type { Verdict } from '@jssl/report';
import { completeSettings, SettingError } from '@jssl/settings';
import { defaultTrainConfig } from '@jssl/trainer';

import { measureWithBaselines, type Measured } from './baselines.js';
import {
  withEvaluatedRun,
  type EvaluatedRun,
  type MeasuredWeights,
  type MeasureOptions,
} from './evaluated-run.js';
import { judgeRetrieval, judgeRows } from './judge-rows.js';
import {
  describeMeasurement,
  guessedRows,
  type ChanceRow,
  type Measurement,
} from './measurement.js';
import { withoutQueries, withoutRight, type Summed } from './without-right.js';

/** How to measure by weighted kNN. */
export interface MeasureKnnOptions extends MeasureOptions {
  /**
   * Neighbors that vote: one number, several to choose from on validation images, or `auto` to choose from
   * the usual ones. Default: the run's; on other images the run's or the default for these images (see
   * `neighborsOf` of `@jssl/features`), whichever is smaller.
   */
  readonly k?: number | readonly number[] | 'auto' | undefined;
  /** Temperature of the votes: one number, or several to choose from. Default: the run's. */
  readonly temperature?: number | readonly number[] | undefined;
  /** Default `both`. */
  readonly weights?: MeasuredWeights | undefined;
  /** Also measure retrieval of test images of the same `class`, or with the same value of an attribute. */
  readonly retrieval?: string | undefined;
  /** Retrieve only images that differ in this attribute. */
  readonly across?: string | undefined;
}

/** What an encoder is good for if it wins. */
const USE = 'use it for neighbors and duplicates';

/** How well test images find each other. */
export type RetrievalResult = Omit<RetrievalReport, 'perQuery'>;

/** A row of {@link measureKnn}. */
export type KnnRow = Measured<Summed<KnnReport> & { readonly retrieval?: RetrievalResult }>;

/** The settings that a kNN measurement was made with. */
export interface KnnMeasurementSettings {
  readonly ks: readonly number[];
  /** Where the values come from: the options, the grid of `auto`, the run, or the images. */
  readonly kFrom: 'options' | 'auto' | 'run' | 'images';
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
> & {
  /** What the retrieval means, if it was measured. */
  readonly retrievalVerdict?: Verdict;
};

/**
 * Measures a trained encoder with weighted kNN, compared with chance, raw pixels and random weights. With
 * several settings, it reports the one that is best on validation images, and never chooses by test images.
 * @param run a run folder or weights file.
 * @throws SettingError for invalid settings, InputError for images without labels.
 * @example
 * ```ts
 * import { measureKnn } from '@jssl/workflows';
 *
 * const { rows } = await measureKnn('runs/photos', { k: [3, 5] });
 * console.log(rows.map(({ name }) => name).join(', ')); // trained encoder, raw pixels, random weights, most frequent class, chance
 * console.log(rows.map(({ top1 }) => typeof top1).join(', ')); // number, number, number, number, number
 * ```
 */
export async function measureKnn(
  run: string,
  options: MeasureKnnOptions = {},
): Promise<KnnMeasurement> {
  const { weights = 'both', retrieval, across, ...opening } = options;
  const k = options.k === 'auto' ? options.k : listOf(options.k);
  const temperatures = listOf(options.temperature);
  completeSettings(knnSweepSettings, {
    ...(k && { k }),
    ...(temperatures && { temperature: temperatures }),
  });
  if (across !== undefined && retrieval === undefined) {
    const required = 'used together with {retrieval}, which says what to find';
    throw new SettingError({
      setting: 'across',
      required,
      got: across,
      gotText: `${across} alone`,
    });
  }
  return withEvaluatedRun(run, { ...opening, weights }, async (opened) => {
    const recorded = runKnnSettings(opened);
    const settings = {
      ks: k ? sweptNeighbors(k, opened.train.labels ?? new Int32Array()) : [recorded.k],
      kFrom: k ? (k === 'auto' ? k : ('options' as const)) : recorded.kFrom,
      temperatures: temperatures ?? [recorded.temperature],
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
        ...(task && {
          retrieval: await reportRetrieval(features.test.features, task, settings.seed),
        }),
      }),
      options,
    );
    const guessed = guessedRows(opened).map((row) =>
      row.name === 'chance' && task ? { ...row, retrieval: chanceOfRetrieval(task) } : row,
    );
    return {
      ...describeMeasurement(run, opened),
      settings: { ...settings, weights, retrieval, across, recallAt: RETRIEVAL_KS },
      rows: [
        ...rows.map(({ retrieval: searched, ...row }) => ({
          ...withoutRight(row),
          ...(searched && { retrieval: withoutQueries(searched) }),
        })),
        ...guessed,
      ],
      verdict: judgeRows(run, opened, { rows, use: USE }),
      ...(retrieval !== undefined && {
        retrievalVerdict: judgeRetrieval(run, opened, {
          rows: rows.flatMap(({ retrieval: searched, ...row }) =>
            searched ? [{ ...row, retrieval: searched }] : [],
          ),
          use: USE,
          ...{ queries: 'test images', groups: `values of ${retrieval}` },
          task: `An image of the same ${retrieval}${across === undefined ? '' : ` but another ${across}`} is among the first five for`,
        }),
      }),
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

function listOf(given: number | readonly number[] | undefined): readonly number[] | undefined {
  return typeof given === 'number' ? [given] : given;
}

/**
 * The run's settings where they fit these images, and the defaults for what it has not recorded.
 * @throws SettingError for an invalid temperature.
 */
export function runKnnSettings({
  config,
  train,
  hasRunsImages,
}: Pick<EvaluatedRun, 'config' | 'train' | 'hasRunsImages'>): {
  readonly k: number;
  readonly kFrom: 'run' | 'images';
  readonly temperature: number;
} {
  const recorded = { ...defaultTrainConfig, ...config };
  const temperature = recorded.knnTemperature ?? recorded.temperature;
  const labels = train.labels ?? new Int32Array();
  return { ...runNeighbors(config.k, labels, hasRunsImages), temperature };
}
