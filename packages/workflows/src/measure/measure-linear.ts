import {
  augmentedLinearSettings,
  baselines as baselineFeatures,
  evaluateAugmentedLinear,
  evaluateLinear,
  rawEncoderFeatures,
  type AugmentedLinearOptions,
  type AugmentedLinearSettings,
  type ClassifierEpoch,
  type ClassifierReport,
  type FeatureExtractor,
  type LinearReport,
} from '@jssl/features';
import { completeSettings, SettingError } from '@jssl/settings';

import { pick, type Given } from '../data/given.js';
import { measureWithBaselines, randomEncoder, type Measured } from './baselines.js';
import type { EpochsRow } from './epoch-rows.js';
import {
  withEvaluatedRun,
  type EvaluatedRun,
  type MeasuredWeights,
  type MeasureOptions,
} from './evaluated-run.js';
import { judgeRows } from './judge-rows.js';
import {
  describeMeasurement,
  guessedRows,
  rowName,
  type ChanceRow,
  type MeasuredSubject,
  type Measurement,
} from './measurement.js';
import { epochsWithoutRight, withoutRight, type Summed } from './without-right.js';

/** How to measure with a linear classifier; settings default to those of the paper's code. */
export interface MeasureLinearOptions extends MeasureOptions, Given<AugmentedLinearSettings> {
  /** Default `both`. */
  readonly weights?: MeasuredWeights | undefined;
  /**
   * Compute features once, without augmentation, and train the classifier to convergence. Then
   * `weightDecay` (default: the best on validation images) and `seed` are the only settings; others are
   * refused. Default false.
   */
  readonly fast?: boolean | undefined;
  /** Measure raw pixels and random weights too. Default true. */
  readonly baselines?: boolean | undefined;
  /** Called after every step of the classifiers. */
  readonly onStep?: AugmentedLinearOptions<string>['onStep'];
  /** Called after every epoch of the trained encoder's classifier. */
  readonly onEpoch?: ((epoch: ClassifierEpoch) => void) | undefined;
}

/** The settings that a linear measurement was made with. */
export type LinearMeasurementSettings = {
  readonly fast: boolean;
  readonly weights: MeasuredWeights;
} & ({ readonly weightDecay: number | undefined; readonly seed: number } | AugmentedLinearSettings);

/** What {@link measureLinear} returns; with `fast` there are no epochs. */
export type LinearMeasurement = Measurement<
  LinearMeasurementSettings,
  EpochsRow | Measured<Summed<LinearReport>> | ChanceRow
>;

/**
 * Measures a trained encoder with a linear classifier on its frozen features, compared with chance, raw
 * pixels and random weights. The classifier is trained like in the paper's code: with Adam on augmented
 * images, which are encoded again in every epoch, but with the encoder in evaluation mode.
 * @param run a run folder or weights file.
 * @throws SettingError for invalid settings, InputError for images without labels.
 * @example
 * ```ts
 * import { measureLinear } from '@jssl/workflows';
 *
 * const { rows } = await measureLinear('runs/photos', { fast: true });
 * console.log(rows.map(({ name }) => name).join(', ')); // trained encoder, raw pixels, random weights, most frequent class, chance
 * ```
 */
export async function measureLinear(
  run: string,
  options: MeasureLinearOptions = {},
): Promise<LinearMeasurement> {
  const { weights = 'both', fast = false, weightDecay, baselines = true } = options;
  if (fast) checkFast(options);
  const settings = linearSettings(options);
  const { seed } = settings;
  return withEvaluatedRun(run, { ...measuring(options), weights }, async (opened) => {
    const rows = fast
      ? await measureWithBaselines(
          opened,
          (features, onFit) => evaluateLinear(features, { weightDecay, seed }, { onFit }),
          { ...options, baselines },
        )
      : await measureAugmented(opened, settings, { ...options, baselines });
    return {
      ...describeMeasurement(run, opened),
      settings: { fast, weights, ...(fast ? { weightDecay, seed } : settings) },
      rows: [
        ...rows.map((row) => ('last' in row ? epochsWithoutRight(row) : withoutRight(row))),
        ...guessedRows(opened),
      ],
      verdict: judgeRows(run, opened, { rows, use: 'use its features for classifiers' }),
    };
  });
}

/** @throws SettingError for a setting that the fast evaluation does not have. */
function checkFast(options: MeasureLinearOptions): void {
  for (const setting of ['epochs', 'batchSize', 'lr'] as const) {
    if (options[setting] !== undefined) refuseWithFast(setting, options[setting]);
  }
  if (options.validation === false) refuseWithFast('validation', false);
}

function refuseWithFast(setting: string, got: number | boolean): never {
  const required =
    'left out with {fast}, which trains to convergence and picks the weight decay on validation images';
  throw new SettingError({ setting, required, got, remedy: 'leave one out' });
}

/** @throws SettingError for invalid settings. */
function linearSettings(options: MeasureLinearOptions): AugmentedLinearSettings {
  return completeSettings(augmentedLinearSettings, pick(augmentedLinearSettings, options));
}

function measuring(options: MeasureOptions): MeasureOptions {
  const { data, format, labels, limit, signal, onProgress, onData, onNote } = options;
  return { data, format, labels, limit, signal, onProgress, onData, onNote };
}

/** The trained encoders and their baselines, on the same views. */
async function measureAugmented(
  run: EvaluatedRun,
  settings: AugmentedLinearSettings,
  { baselines, onEpoch, onStep, signal, onProgress }: MeasureLinearOptions,
): Promise<Measured<ClassifierReport>[]> {
  const { encoders, data, train, views } = run;
  const random = baselines === true ? randomEncoder(run) : undefined;
  const subjects: readonly { named: MeasuredSubject; extract: FeatureExtractor }[] = [
    ...encoders.map(({ encoder, ...named }) => ({ named, extract: rawEncoderFeatures(encoder) })),
    ...(random
      ? baselineFeatures(random, { normalized: false }).map(({ name, extract }) => ({
          named: { name },
          extract,
        }))
      : []),
  ];
  const first = rowName(subjects[0]?.named ?? { name: '' });
  try {
    const reports = await evaluateAugmentedLinear(
      Object.fromEntries(subjects.map(({ named, extract }) => [rowName(named), extract])),
      data,
      {
        ...{ train, views, settings, signal, onStep },
        onEpoch: (name, epoch) => {
          if (name !== first) return;
          onProgress?.({ phase: 'training', done: epoch.epoch, total: settings.epochs });
          onEpoch?.(epoch);
        },
      },
    );
    return subjects.map(({ named }) => {
      const report = reports[rowName(named)];
      if (!report) throw new Error(`evaluateAugmentedLinear returned no ${rowName(named)}`);
      return { ...named, ...report };
    });
  } finally {
    random?.dispose();
  }
}
