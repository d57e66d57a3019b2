import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { InputError, printable, SettingError } from '@jssl/settings';
import { replaceFile } from '@jssl/settings/node';

import { record } from '../loop/run-progress.js';
import type { MethodName } from '../settings/method-names.js';
import { configKeys, recordedConfig } from '../settings/recorded-config.js';
import type { TrainConfig } from '../settings/train-settings.js';
import type { EncoderMeasures } from './measure-encoder.js';
import type { ComparedRetrieval } from './partner-retrieval.js';

const FILE = 'comparison.json';
/** The layout of the file; another number is another layout. */
const FORMAT = 'jssl-comparison-1';

/** A run of a comparison that has ended: it was measured, or failed. */
export interface ComparedRun {
  readonly name: string;
  readonly method: MethodName;
  readonly temperature: number;
  readonly weights: TrainConfig['weights'];
  readonly seed: number;
  /** Mean time of an epoch's steps, evaluations not counted. */
  readonly secondsPerEpoch?: number;
  readonly measures?: EncoderMeasures;
  /** What went wrong, in a sentence. */
  readonly error?: string;
}

/** What needs no training, measured the same way. */
export interface ComparedBaseline {
  readonly name: 'raw pixels' | 'random weights';
  readonly seed: number;
  readonly measures: EncoderMeasures;
}

/** The images that the methods are compared on. */
export interface ComparedData {
  readonly name: string;
  readonly fingerprint: string;
  /** L */
  readonly classes: number;
  readonly trainImages: number;
  readonly validationImages: number | undefined;
  readonly testImages: number;
  readonly testOrigin: string | undefined;
  /** Absent where test images have no partners, and in what was recorded before they were sought. */
  readonly retrieval?: ComparedRetrieval;
}

/** A comparison so far: `comparison.json`. */
export interface Comparison {
  /** What all runs have in common: method, temperature, weights and seed are those of each run. */
  readonly config: TrainConfig;
  readonly data: ComparedData;
  /** Of the computer: names and values to show. */
  readonly machine: Readonly<Record<string, string>>;
  /** Written as they are: command line, versions, engine. */
  readonly about: Readonly<Record<string, unknown>>;
  /** The names of the runs that were asked for last. */
  readonly planned: readonly string[];
  readonly runs: readonly ComparedRun[];
  readonly baselines: readonly ComparedBaseline[];
}

/** What a comparison is begun with. */
export type NewComparison = Omit<Comparison, 'runs' | 'baselines'>;

/** What the runs of a comparison may differ in. */
const ofEachRun: readonly (keyof TrainConfig)[] = ['method', 'temperature', 'weights', 'seed'];

/**
 * The comparison in a folder, to go on with, or an empty one in a new folder. It may go on with more
 * seeds, methods, temperatures or weights, and with nothing else that is not as it was.
 * @throws InputError when the folder holds something else, or a comparison of other images or settings.
 */
export function openComparison(out: string, begun: NewComparison): Comparison {
  if (!existsSync(join(out, FILE))) {
    makeFolder(out);
    // A lock is all that a process leaves that was killed at once.
    const isNew = readdirSync(out).every((name) => name === 'lock');
    if (isNew) return { ...begun, runs: [], baselines: [] };
    throw new InputError(
      `--out must be a new folder or one with a comparison, got ${out}, which holds something else; choose another`,
    );
  }
  const earlier = readComparison(out);
  if (earlier.data.fingerprint !== begun.data.fingerprint) {
    throw new InputError(
      `the images of ${begun.data.name} are not those that the comparison in ${out} was begun with; give those, or another --out`,
    );
  }
  for (const key of configKeys) {
    if (ofEachRun.includes(key)) continue;
    const [was, is] = [earlier.config[key], begun.config[key]];
    // JSON knows no undefined.
    if (isDeepStrictEqual(was ?? null, is ?? null)) continue;
    throw new SettingError({
      setting: key,
      required: `${String(was ?? 'unset')} as in the comparison in ${out}, whose runs share one budget`,
      got: is,
      remedy: 'leave it as it was, or pass another folder',
    });
  }
  return { ...begun, runs: earlier.runs, baselines: earlier.baselines };
}

function makeFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    throw new InputError(
      `--out must be a folder that can be made, got ${out} (${(error as Error).message}); choose another`,
    );
  }
}

/** Writes `comparison.json` whole, in place of the one before. */
export function writeComparison(out: string, comparison: Comparison): void {
  replaceFile(join(out, FILE), `${JSON.stringify({ format: FORMAT, ...comparison }, null, 2)}\n`);
}

/**
 * Reads the comparison in a folder.
 * @throws InputError when there is none, or it is not as it was written.
 * @example
 * ```ts
 * import { readComparison } from '@jssl/trainer';
 *
 * try {
 *   readComparison('runs/photos'); // a run, but no comparison
 * } catch (error) {
 *   console.log((error as Error).name); // InputError
 * }
 * ```
 */
export function readComparison(out: string): Comparison {
  const file = join(out, FILE);
  try {
    const { format, ...written } = record('it', JSON.parse(readFileSync(file, 'utf8')));
    if (format !== FORMAT) throw new TypeError(`its format must be ${FORMAT}`);
    const config = recordedConfig(record('its config', written['config']));
    record('its data', written['data']);
    for (const list of ['planned', 'runs', 'baselines']) {
      if (!Array.isArray(written[list])) throw new TypeError(`its ${list} must be a list`);
    }
    return { ...written, config } as unknown as Comparison;
  } catch (error) {
    throw new InputError(
      `${file} cannot be gone on with: ${printable((error as Error).message)}; give another --out`,
    );
  }
}
