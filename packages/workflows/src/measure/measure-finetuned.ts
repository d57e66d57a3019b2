import { choosePrecision, loadEngine, type PrecisionChoice } from '@jssl/engine';
import {
  describeEncoder,
  embedForEvaluation,
  evaluateLinear,
  finetune,
  finetuneSettings,
  limitLabels,
  pixelFeatures,
  type ClassifierEpoch,
  type ClassifierReport,
  type FinetuneSettings,
  type FinetuneStep,
  type LinearReport,
} from '@jssl/features';
import { encodeSafetensors, stateDict, type Encoder } from '@jssl/resnet';
import { completeSettings } from '@jssl/settings';
import { replaceFile } from '@jssl/settings/node';

import { pick, type Given } from '../data/given.js';
import { progressOf } from '../data/work-options.js';
import { checkNewFile } from '../runs/new-file.js';
import type { RunWeights } from '../runs/open-run.js';
import { checkRunWeights } from '../runs/weights-settings.js';
import { randomEncoder, type Measured } from './baselines.js';
import type { EpochsRow } from './epoch-rows.js';
import { withEvaluatedRun, type EvaluatedRun, type MeasureOptions } from './evaluated-run.js';
import { judgeRows } from './judge-rows.js';
import {
  describeMeasurement,
  guessedRows,
  rowName,
  type ChanceRow,
  type Measurement,
} from './measurement.js';
import { epochsWithoutRight, withoutRight, type Summed } from './without-right.js';

/** How to measure by fine-tuning. */
export interface MeasureFinetunedOptions
  extends MeasureOptions, Given<Omit<FinetuneSettings, 'precision'>> {
  /** Default `last`. */
  readonly weights?: RunWeights | undefined;
  /** Share of the labels of each class to use. Default 1. */
  readonly fraction?: number | undefined;
  readonly precision?: PrecisionChoice | undefined;
  /** Also train from random weights, and a linear classifier on raw pixels. Default true. */
  readonly baselines?: boolean | undefined;
  /** Where to write the fine-tuned encoder, a weights file. Default: nowhere. */
  readonly out?: string | undefined;
  /** Called after every step, with the name of what is being trained. */
  readonly onStep?: ((name: string, step: FinetuneStep) => void) | undefined;
  readonly onEpoch?: ((name: string, epoch: ClassifierEpoch) => void) | undefined;
  /** Called with advice; the work continues. */
  readonly onNote?: ((sentence: string) => void) | undefined;
}

/** The settings that a fine-tuning was made with. */
export type FinetuneMeasurementSettings = FinetuneSettings & {
  readonly weights: RunWeights;
  readonly fraction: number;
  readonly out: string | undefined;
};

/** What {@link measureFinetuned} returns. */
export type FinetuneMeasurement = Measurement<
  FinetuneMeasurementSettings,
  EpochsRow | Measured<Summed<LinearReport>> | ChanceRow
>;

/**
 * Fine-tunes a trained encoder, with labels and a linear layer on top of it, and measures the result. It is
 * compared with the same network trained from random weights for as many epochs, with a linear classifier on
 * raw pixels, and with chance. The run is not changed.
 * @param run a run folder or weights file.
 * @throws SettingError for invalid settings, InputError for images without labels.
 * @example
 * ```ts
 * import { measureFinetuned } from '@jssl/workflows';
 *
 * const options = { epochs: 1, batchSize: 8, fraction: 0.5, out: 'fine.safetensors' };
 * const { rows } = await measureFinetuned('runs/photos', options);
 * console.log(rows.map(({ name }) => name).join(', ')); // trained encoder, from random weights, raw pixels, linear, most frequent class, chance
 * ```
 */
export async function measureFinetuned(
  run: string,
  options: MeasureFinetunedOptions = {},
): Promise<FinetuneMeasurement> {
  const { weights = 'last', fraction = 1, out } = options;
  const { data, format, labels, limit, signal, onProgress, onData, onNote } = options;
  const { precision: wanted = 'f32' } = options;
  const table = finetuneSettings;
  const chosen = completeSettings(table, { ...pick(table, options), precision: 'f32' });
  limitLabels({ length: 0, name: String, read: () => new Uint8Array() }, fraction, chosen.seed);
  checkRunWeights(weights);
  if (out !== undefined) checkNewFile(out);
  const opening = { data, format, labels, limit, signal, onProgress, onData, onNote, weights };
  return withEvaluatedRun(run, opening, async (opened) => {
    const shared = { ...opened, train: limitLabels(opened.train, fraction, chosen.seed) };
    const { precision, note } = choosePrecision(wanted, await loadEngine());
    if (note !== undefined) options.onNote?.(note);
    const settings = { ...chosen, precision };
    const rows = await trainAll(shared, settings, options);
    return {
      ...describeMeasurement(run, shared),
      settings: { ...settings, weights, fraction, out },
      rows: [
        ...rows.map((row) => ('last' in row ? epochsWithoutRight(row) : withoutRight(row))),
        ...guessedRows(shared),
      ],
      verdict: judgeRows(run, shared, { rows, use: 'start classifiers from it' }),
    };
  });
}

/** Fine-tunes the run's encoder, writes it to `out`, and measures the baselines on the same images. */
async function trainAll(
  run: EvaluatedRun,
  settings: FinetuneSettings,
  options: MeasureFinetunedOptions,
): Promise<Measured<ClassifierReport | LinearReport>[]> {
  const { data, train, views } = run;
  const { signal } = options;
  const report = progressOf(options);
  const [{ encoder, ...named }] = run.encoders;
  const learn = (from: Encoder, name: string) =>
    finetune(from, data, {
      ...{ train, views, settings, signal },
      onStep: (step) => {
        const { epoch, step: inEpoch, steps } = step;
        const done = (epoch - 1) * steps + inEpoch;
        report({ phase: `training ${name}`, done, total: settings.epochs * steps });
        options.onStep?.(name, step);
      },
      onEpoch: (epoch) => options.onEpoch?.(name, epoch),
    });
  const trained = await learn(encoder, rowName(named));
  if (options.out !== undefined) {
    const about = describeEncoder(trained.encoder.config, views);
    replaceFile(options.out, encodeSafetensors(stateDict(trained.encoder), about));
  }
  trained.encoder.dispose();
  const row = { ...named, last: trained.last, best: trained.best };
  if (options.baselines === false) return [row];
  const random = randomEncoder(run);
  const scratch = await learn(random, 'random weights').finally(() => {
    random.dispose();
  });
  scratch.encoder.dispose();
  const features = await embedForEvaluation(pixelFeatures, data, {
    ...{ train, views, signal },
    onEmbedded: (done, total) => {
      report({ phase: 'embedding for raw pixels: image', done, total });
    },
  });
  const onFit = (done: number, total: number) => {
    report({ phase: 'fitting classifiers on raw pixels:', done, total });
  };
  const { seed } = settings;
  const pixels = await evaluateLinear(features, { seed }, { onFit }).finally(() => {
    features.dispose();
  });
  const { last, best } = scratch;
  return [
    row,
    { name: 'from random weights', last, best },
    { name: 'raw pixels, linear', ...pixels },
  ];
}
