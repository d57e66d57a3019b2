import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import type { PrecisionChoice } from '@jssl/engine';
import type { Verdict } from '@jssl/report';
import { checkSettings, choice, InputError, SettingError } from '@jssl/settings';
import { readRegularFile, replaceFile } from '@jssl/settings/node';
import { readRunConfig, runFiles, type TrainConfig } from '@jssl/trainer';

import { demoNames, demoSettings, type DemoName } from './demo-settings.js';
import { measureDemo, type DemoRows } from './measure-demo.js';
import { train } from '../train/train.js';
import type { Training, TrainingOptions } from '../train/training.js';

/** Some rows of numbers. */
const LARGEST = 2 ** 20;

/** The file that a finished demo leaves in its run folder. */
const RESULT = 'demo.json';

/** Options of {@link demo}. */
export interface DemoOptions extends TrainingOptions {
  /** The data set. Default `emoji`. */
  readonly data?: DemoName | undefined;
  /** Run folder. Default `runs/demo`, or `runs/demo-fashion-mnist`. */
  readonly out?: string | undefined;
  /** Train again, even if the folder holds a finished demo. Default false. */
  readonly again?: boolean | undefined;
  readonly seed?: number | undefined;
  /** Number of epochs. Default: enough for minutes on two cores. */
  readonly epochs?: number | undefined;
  readonly precision?: PrecisionChoice | undefined;
  /** Also measure kNN with only this many labeled training images of each class. Default: off. */
  readonly labelsPerClass?: number | undefined;
  /** Called when a demo starts, and when its measurement starts. */
  readonly onPhase?: ((phase: 'training' | 'measuring') => void) | undefined;
}

/** The measurements of a finished demo. */
export interface DemoMeasurement extends Omit<DemoRows, 'judgment'> {
  readonly data: DemoName;
  /** What the results mean; left out in the result of an older demo, which has only the sentence. */
  readonly judgment?: Verdict;
  /** Of training and measuring. */
  readonly seconds: number;
  readonly labelsPerClass?: number;
  /** The sentence of `judgment`. */
  readonly verdict: string;
}

/** The outcome of a demo. */
export interface DemoResult {
  readonly out: string;
  /** Whether the result is an earlier demo's. */
  readonly earlier: boolean;
  /** Undefined when `signal` stopped training. */
  readonly measured: DemoMeasurement | undefined;
}

/**
 * Trains a small encoder on a data set that is downloaded once, and compares it with raw pixels and random weights:
 * minutes on two cores. On emoji, it looks for the same emoji drawn by another vendor, and draws a page of what it
 * finds; on Fashion-MNIST, it tells kinds of clothing apart.
 * @throws InputError when the folder holds something else.
 * @example
 * ```ts
 * import { demo } from '@jssl/workflows';
 *
 * // A folder with a finished demo returns its result.
 * const { earlier, measured } = await demo({ out: 'runs/demo' });
 * console.log(earlier, measured?.rows[0]?.name); // true trained encoder
 * ```
 */
export async function demo(options: DemoOptions = {}): Promise<DemoResult> {
  const { data = 'emoji', again = false, labelsPerClass, onPhase, ...training } = options;
  checkSettings({ data: dataSetting }, { data });
  const { seed, epochs = demoSettings[data].epochs, precision = 'auto', ...others } = training;
  const { out = data === 'emoji' ? 'runs/demo' : `runs/demo-${data}`, ...rest } = others;
  const settings = { ...demoSettings[data], ...withEpochs(data, epochs), seed, precision };
  const file = join(out, RESULT);
  const { signal, onProgress } = rest;
  const measure = async (trainingSeconds: number) => {
    onPhase?.('measuring');
    const started = performance.now();
    const rows = await measureDemo(out, data, { signal, onProgress, labelsPerClass });
    const seconds = trainingSeconds + (performance.now() - started) / 1000;
    const verdict = rows.judgment.sentence;
    const few = labelsPerClass !== undefined && { labelsPerClass };
    const measured: DemoMeasurement = { data, seconds, ...few, ...rows, verdict };
    replaceFile(file, `${JSON.stringify(measured, null, 2)}\n`);
    return { out, earlier: false, measured };
  };
  if (existsSync(file) && !again) {
    const measured = readResult(file, data);
    if (labelsPerClass === undefined || labelsPerClass === measured.labelsPerClass) {
      return { out, earlier: true, measured };
    }
    return measure(measured.seconds);
  }
  const force = existsSync(out);
  if (force) clearDemo(out);
  const started = performance.now();
  onPhase?.('training');
  const run = { ...rest, preset: 'original' as const, out, force };
  const { stopped }: Training = await train(data, settings, run);
  if (stopped) return { out, earlier: false, measured: undefined };
  return measure((performance.now() - started) / 1000);
}

const dataSetting = choice(demoNames, { initial: 'emoji', help: 'data set of the demo' });

/**
 * Prepares the folder of an earlier demo for a new one, by removing its result.
 * @throws InputError when the folder is not a demo's, finished or not.
 */
function clearDemo(out: string): void {
  const result = join(out, RESULT);
  const isUnfinished = () => {
    if (!existsSync(join(out, runFiles.config))) return false;
    const config: Readonly<Record<string, unknown>> = { ...readRunConfig(out).config };
    return demoNames.some((name) =>
      Object.entries(demoSettings[name]).every(
        ([setting, value]) =>
          setting in withEpochs(name, 1) || isDeepStrictEqual(config[setting], value),
      ),
    );
  };
  if (!existsSync(result) && !isUnfinished()) {
    throw new InputError(`${out} holds something other than a demo; choose another folder`);
  }
  rmSync(result, { force: true });
}

/** The settings that follow from the epochs. */
function withEpochs(data: DemoName, epochs: number) {
  const { warmupEpochs }: Partial<TrainConfig> = demoSettings[data];
  const warmup = warmupEpochs !== undefined && {
    warmupEpochs: Math.max(0, Math.min(warmupEpochs, epochs - 1)),
  };
  return { epochs, evalEvery: epochs, ...warmup };
}

/** @throws InputError for the result of another demo, SettingError for a damaged one. */
function readResult(file: string, data: DemoName): DemoMeasurement {
  const measured = parseResult(file);
  if (measured.data === data) return measured;
  throw new InputError(
    `${file} is of the demo on ${measured.data}, not ${data}; choose another folder`,
  );
}

function parseResult(file: string): DemoMeasurement {
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
  const isRecall = (recall: unknown) => Array.isArray(recall) && recall.every(Number.isFinite);
  const isRow = (row: DemoMeasurement['rows'][number] | null) =>
    typeof row?.name === 'string' &&
    typeof row.knn === 'object' &&
    [row.knn.top1, row.linear?.top1, row.fewLabels].every(isShare) &&
    (row.retrieval === undefined ||
      (isRecall(row.retrieval.recall) && Number.isFinite(row.retrieval.meanAveragePrecision)));
  return (
    demoNames.some((name) => name === value?.data) &&
    Number.isFinite(value?.seconds) &&
    typeof value?.verdict === 'string' &&
    isJudgment(value.judgment) &&
    (value.neighbors === undefined || typeof value.neighbors === 'string') &&
    Array.isArray(value.rows) &&
    value.rows.every(isRow)
  );
}

function isJudgment(judgment: Partial<Verdict> | null | undefined): boolean {
  if (judgment === undefined) return true;
  return typeof judgment?.sentence === 'string' && typeof judgment.template === 'string';
}
