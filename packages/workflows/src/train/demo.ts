import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import type { PrecisionChoice } from '@jssl/engine';
import { chanceAccuracy, evaluateKnn, evaluateLinear } from '@jssl/features';
import { InputError, SettingError } from '@jssl/settings';
import { readRegularFile, replaceFile } from '@jssl/settings/node';
import { defaultTrainConfig, readRunConfig, runFiles, type TrainConfig } from '@jssl/trainer';

import { measureWithBaselines } from '../measure/baselines.js';
import { withEvaluatedRun } from '../measure/evaluated-run.js';
import { runKnnSettings } from '../measure/measure-knn.js';
import type { MeasuredAccuracy, MeasuredSubject } from '../measure/measurement.js';
import { train } from './train.js';
import type { Training, TrainingOptions } from './training.js';

/** Some rows of numbers. */
const LARGEST = 2 ** 20;

/** Minutes on two cores. */
const demoConfig: TrainConfig = {
  ...defaultTrainConfig,
  arch: 'resnet18',
  width: 16,
  m: 1024,
  temperature: 0.07,
  momentum: 0.99,
  batchSize: 128,
  epochs: 7,
  evalEvery: 7,
  cropScale: [0.3, 1],
  limit: 8000,
  k: 200,
};

/** The file that a finished demo leaves in its run folder. */
const RESULT = 'demo.json';

/** Options of {@link demo}. */
export interface DemoOptions extends TrainingOptions {
  /** Run folder. Default `runs/demo`. */
  readonly out?: string | undefined;
  /** Train again, even if the folder holds a finished demo. Default false. */
  readonly again?: boolean | undefined;
  readonly seed?: number | undefined;
  readonly precision?: PrecisionChoice | undefined;
  /** Called when a demo starts, and when its measurement starts. */
  readonly onPhase?: ((phase: 'training' | 'measuring') => void) | undefined;
}

/** The measurements of a finished demo. */
export interface DemoMeasurement {
  readonly seconds: number;
  readonly knn: readonly (MeasuredSubject & MeasuredAccuracy)[];
  readonly linear: readonly (MeasuredSubject & MeasuredAccuracy)[];
}

/** The outcome of a demo. */
export interface DemoResult {
  readonly out: string;
  /** Whether the result is an earlier demo's. */
  readonly earlier: boolean;
  /** The settings it trains with. */
  readonly config: TrainConfig;
  /** Undefined when `signal` stopped the training. */
  readonly measured: DemoMeasurement | undefined;
}

/**
 * Trains a small encoder on Fashion-MNIST, which is downloaded once, and measures it by kNN and a linear
 * classifier, compared with the baselines: minutes on two cores.
 * @throws InputError when the folder holds something else.
 * @example
 * ```ts
 * import { demo } from '@jssl/workflows';
 *
 * // A folder with a finished demo returns its result.
 * const { earlier, measured } = await demo({ out: 'runs/demo' });
 * console.log(earlier, measured?.knn[0]?.name); // true trained encoder
 * ```
 */
export async function demo(options: DemoOptions = {}): Promise<DemoResult> {
  const { out = 'runs/demo', again = false, onPhase, ...training } = options;
  const { seed = demoConfig.seed, precision = demoConfig.precision, ...rest } = training;
  const config = { ...demoConfig, seed, precision };
  const file = join(out, RESULT);
  if (existsSync(file) && !again) {
    return { out, config, earlier: true, measured: readResult(file) };
  }
  const force = existsSync(out);
  if (force) clearDemo(out);
  const started = performance.now();
  onPhase?.('training');
  const { stopped }: Training = await train('fashion-mnist', config, {
    ...rest,
    ...{ preset: 'original', out, force },
  });
  if (stopped) return { out, config, earlier: false, measured: undefined };
  onPhase?.('measuring');
  const rows = await measureDemo(out, rest);
  const measured = { seconds: (performance.now() - started) / 1000, ...rows };
  replaceFile(file, `${JSON.stringify(measured, null, 2)}\n`);
  return { out, config, earlier: false, measured };
}

async function measureDemo(
  out: string,
  options: TrainingOptions,
): Promise<Omit<DemoMeasurement, 'seconds'>> {
  return withEvaluatedRun(out, { weights: 'last', signal: options.signal }, async (run) => {
    const { k, temperature } = runKnnSettings(run);
    const measured = await measureWithBaselines(
      run,
      async (features) => ({
        knn: await evaluateKnn(features, { k, temperature }),
        linear: await evaluateLinear(features),
      }),
      options,
    );
    const rows = (which: 'knn' | 'linear') => [
      ...measured.map(({ name, [which]: accuracy }) => ({ name, ...accuracy })),
      chanceAccuracy(run.classes),
    ];
    return { knn: rows('knn'), linear: rows('linear') };
  });
}

/**
 * Prepares the folder of an earlier demo for a new one, by removing its result.
 * @throws InputError when the folder is not a demo's, finished or not.
 */
function clearDemo(out: string): void {
  const result = join(out, RESULT);
  const isUnfinished = () => {
    if (!existsSync(join(out, runFiles.config))) return false;
    const { config } = readRunConfig(out);
    const { seed, precision } = config;
    return isDeepStrictEqual(config, { ...demoConfig, seed, precision });
  };
  if (!existsSync(result) && !isUnfinished()) {
    throw new InputError(`${out} holds something other than a demo; choose another folder`);
  }
  rmSync(result, { force: true });
}

function readResult(file: string): DemoMeasurement {
  try {
    const text = readRegularFile(file, { largest: LARGEST }).toString();
    const measured = JSON.parse(text) as DemoMeasurement | null;
    if (!isMeasurement(measured)) throw new TypeError('it holds no measurements');
    return measured;
  } catch (error) {
    const { message } = error as Error;
    throw new SettingError(
      {
        setting: 'again',
        required: `true to replace ${file}, which cannot be read (${message})`,
        got: false,
      },
      { cause: error },
    );
  }
}

/** Whether every value of a file that is printed is of its type. */
function isMeasurement(value: DemoMeasurement | null): value is DemoMeasurement {
  const isShare = (one: unknown) => one === undefined || Number.isFinite(one);
  const isRow = (row: DemoMeasurement['knn'][number] | null) =>
    typeof row?.name === 'string' &&
    isShare(row.top1) &&
    isShare(row.top5) &&
    isShare(row.top1Interval?.low) &&
    isShare(row.top5Interval?.low);
  return (
    Number.isFinite(value?.seconds) &&
    [value?.knn, value?.linear].every((rows) => Array.isArray(rows) && rows.every(isRow))
  );
}
