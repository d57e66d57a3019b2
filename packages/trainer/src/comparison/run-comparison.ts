import { rmSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

import type { Dataset, ImageSet } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import { isUnbalanced } from '@jssl/eval';
import {
  baselines,
  encoderFeatures,
  labeledImages,
  limitImages,
  loadEncoder,
  mostFrequentAccuracy,
} from '@jssl/features';

import { checkpointState } from '../loop/checkpoint-state.js';
import { resumeTraining } from '../loop/resume.js';
import type { RunProgress } from '../loop/run-progress.js';
import { train } from '../loop/train.js';
import type { RunOptions } from '../loop/training-run.js';
import { hasCheckpoint, readCheckpoint } from '../run/checkpoint-file.js';
import { checkpointFolder } from '../run/run-folder.js';
import { lockRun } from '../run/lock/run-lock.js';
import { checkAgainstData, withNeighbors } from '../settings/check-against-data.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { viewOptionsFor } from '../settings/view-options.js';
import { initialEncoder } from '../step/initial-encoder.js';
import {
  EQUIVALENCE_MARGIN,
  plannedRuns,
  type ComparisonPlan,
  type PlannedRun,
} from './comparison-plan.js';
import type { ComparedBaseline, ComparedData, ComparedRun, Comparison } from './comparison.js';
import { openComparison, recordedNeighbors, writeComparison } from './comparison-record.js';
import { measureEncoder, type EncoderMeasures, type MeasureProgress } from './measure-encoder.js';
import { describeRetrieval } from './partner-retrieval.js';

/** Options of a comparison besides its plan. */
export interface ComparisonOptions extends Omit<RunOptions, 'stopOnCollapse'> {
  /** The folder of the comparison and its runs: a new one, or one to resume. */
  readonly out: string;
  /** Called while encoders and baselines are measured. */
  readonly onMeasure?: MeasureProgress;
  /** Called before each run. */
  readonly onBegin?: (run: PlannedRun, comparison: Comparison) => void;
  /** Called whenever `comparison.json` is written: before the first run and after each. */
  readonly onRecord?: (comparison: Comparison) => void;
  /** Copied into `comparison.json` and the `config.json` of each run. */
  readonly about?: Readonly<Record<string, unknown>>;
}

/** The outcome of a comparison. */
export interface ComparisonResult {
  readonly comparison: Comparison;
  /** Whether `signal` ended it early. */
  readonly stopped: boolean;
}

/**
 * Trains the runs of a plan one after another, each in a run folder below `out`. Measures the last weights of
 * each run with kNN, the fast linear probe and, if test images have partners, retrieval of the partner; raw
 * pixels and the initial weights of each seed are measured the same way. Writes results to `comparison.json`.
 * Call it again to resume, also within a run, from its checkpoint. If a run fails, its error is recorded and
 * the others continue; the next call tries it again.
 * @throws SettingError for a plan that is invalid for these images, before anything is trained.
 * @throws InputError for the folder of a comparison on other images.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { defaultTrainConfig, runComparison } from '@jssl/trainer';
 *
 * const photos = await openDataset('photos');
 * const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1, k: 5 } as const;
 * const { comparison } = await runComparison(
 *   photos,
 *   {
 *     methods: ['jaccard-moco', 'moco'],
 *     temperatures: [0.5],
 *     weightsList: [[0.8, 0.1, 0.1]],
 *     seeds: 1,
 *     config: { ...defaultTrainConfig, ...small },
 *   },
 *   { out: 'comparison' },
 * );
 * console.log(comparison.runs.map(({ name }) => name).join(' ')); // jaccard-moco-t0.5-seed0 moco-t0.5-seed0
 * ```
 */
export async function runComparison(
  data: Dataset,
  given: ComparisonPlan,
  { out, onBegin, onRecord, onMeasure, about = {}, ...options }: ComparisonOptions,
): Promise<ComparisonResult> {
  const k = given.config.k ?? recordedNeighbors(out);
  const config = withNeighbors({ ...given.config, k }, data);
  const plan = { ...given, config };
  const planned = plannedRuns(plan);
  const imagesOf = ({ limit, seed }: TrainConfig) => limitImages(data.train, limit, seed);
  for (const { config } of planned) checkAgainstData(config, imagesOf(config), data.partners);
  const { knnTemperature = plan.config.temperature } = plan.config;
  let comparison = openComparison(out, {
    config: { ...plan.config, knnTemperature },
    data: describeData(data, imagesOf(plan.config)),
    machine: describeMachine(),
    about,
    controls: plan.controls ?? false,
    margin: plan.margin ?? EQUIVALENCE_MARGIN,
    planned: planned.map(({ name }) => name),
  });
  const { retrieval } = comparison.data;
  const isMeasured = ({ measures }: { readonly measures?: EncoderMeasures }) =>
    measures !== undefined && (!retrieval || measures.retrieval !== undefined);
  await loadEngine();
  const lock = lockRun(out);
  const take = (news: Partial<Pick<Comparison, 'runs' | 'baselines'>>) => {
    comparison = { ...comparison, ...news };
    writeComparison(out, comparison);
    onRecord?.(comparison);
  };
  try {
    take({});
    for (const run of planned) {
      if (options.signal?.aborted) return { comparison, stopped: true };
      const { name, config } = run;
      const earlier = comparison.runs.find((one) => one.name === name);
      const images = imagesOf(config);
      const ofSeed = comparison.baselines.filter(({ seed }) => seed === config.seed);
      if (ofSeed.length === 0 || !ofSeed.every(isMeasured)) {
        const others = comparison.baselines.filter(({ seed }) => seed !== config.seed);
        take({
          baselines: [...others, ...(await measureBaselines({ data, images, onMeasure }, config))],
        });
      }
      const path = join(out, name);
      // A measured run without a checkpoint is not trained again just to add a missing measurement.
      const isGone = earlier?.measures && !hasCheckpoint(checkpointFolder(path));
      if (earlier && (isMeasured(earlier) || isGone)) continue;
      onBegin?.(run, comparison);
      const ended = await endRun(run, () =>
        trainAndMeasure({ data, train: images }, config, {
          ...options,
          about,
          onMeasure,
          out: path,
        }),
      );
      if (!ended) return { comparison, stopped: true };
      const others = comparison.runs.filter((one) => one.name !== name);
      take({ runs: [...others, ended] });
    }
    return { comparison, stopped: false };
  } finally {
    lock.release();
  }
}

/** The record of a completed or failed run; undefined if it was stopped. */
async function endRun(
  { name, config }: PlannedRun,
  work: () => Promise<Pick<ComparedRun, 'measures' | 'secondsPerEpoch'> | undefined>,
): Promise<ComparedRun | undefined> {
  const { method, temperature, weights, seed } = config;
  const run = { name, method, temperature, weights, seed };
  try {
    const ended = await work();
    return ended && { ...run, ...ended };
  } catch (error) {
    return { ...run, error: (error as Error).message };
  }
}

interface TrainedOptions extends RunOptions, Pick<ComparisonOptions, 'about' | 'out'> {
  readonly onMeasure: MeasureProgress | undefined;
}

/** Trains or resumes a run and measures it; undefined when it was stopped. */
async function trainAndMeasure(
  images: { readonly data: Dataset; readonly train: ImageSet },
  config: TrainConfig,
  { about, out, onMeasure, ...options }: TrainedOptions,
): Promise<{ measures: EncoderMeasures; secondsPerEpoch: number } | undefined> {
  const isStarted = hasCheckpoint(checkpointFolder(out));
  // A run without a checkpoint starts again.
  if (!isStarted) rmSync(out, { recursive: true, force: true });
  const { stopped } = isStarted
    ? await resumeTraining(images.data, { ...options, out, allowComplete: true })
    : await train(images.data, config, { ...options, out, ...(about && { about }) });
  if (stopped) return undefined;
  const { encoder, views } = loadEncoder(out);
  try {
    const extract = encoderFeatures(encoder);
    const measures = await measureEncoder(extract, { ...images, views }, config, onMeasure);
    const seconds = (progressOf(out)?.metrics ?? []).map((epoch) => epoch.durationSeconds);
    const sum = seconds.reduce((one, other) => one + other, 0);
    return { measures, secondsPerEpoch: sum / seconds.length };
  } finally {
    encoder.dispose();
  }
}

/** The progress of the run in a folder, if it has a checkpoint. */
function progressOf(path: string): RunProgress | undefined {
  const folder = checkpointFolder(path);
  if (!hasCheckpoint(folder)) return undefined;
  const { file, state } = readCheckpoint(folder);
  return checkpointState(file, state).progress;
}

/** Raw pixels, and the initial weights shared by all runs of a seed. */
async function measureBaselines(
  {
    data,
    images,
    onMeasure,
  }: {
    readonly data: Dataset;
    readonly images: ImageSet;
    readonly onMeasure: MeasureProgress | undefined;
  },
  config: TrainConfig,
) {
  const views = viewOptionsFor(config, data);
  const encoder = initialEncoder(config, data.channels);
  const rows: ComparedBaseline[] = [];
  try {
    for (const { name, extract } of baselines(encoder)) {
      const measured = { data, train: images, views };
      const measures = await measureEncoder(extract, measured, config, (progress) =>
        onMeasure?.({ ...progress, phase: `${name}, ${progress.phase}` }),
      );
      rows.push({ name, seed: config.seed, measures });
    }
    return rows;
  } finally {
    encoder.dispose();
  }
}

function describeData(data: Dataset, images: ImageSet): ComparedData {
  const { train, test, classes } = labeledImages(data, images);
  const retrieval = describeRetrieval(data);
  const mostFrequent = mostFrequentAccuracy(train.labels, test.labels, classes);
  return {
    name: data.name,
    fingerprint: data.fingerprint,
    classes,
    trainImages: train.images.length,
    validationImages: data.validation?.length,
    testImages: test.images.length,
    testOrigin: data.testOrigin,
    unbalanced: isUnbalanced(test.labels, classes),
    mostFrequent: { ...mostFrequent, class: data.classes?.[mostFrequent.label] ?? '' },
    ...(retrieval && { retrieval }),
  };
}

function describeMachine(): Readonly<Record<string, string>> {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: String(availableParallelism()),
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    system: `${process.platform} ${process.arch}`,
  };
}
