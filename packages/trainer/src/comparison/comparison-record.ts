import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { InputError, printable, SettingError } from '@jssl/settings';
import { readRegularFile, replaceFile } from '@jssl/settings/node';

import { messageOf } from '../run/message-of.js';
import { recordedValue } from '../run/recorded-value.js';
import { configKeys } from '../settings/recorded-config.js';
import type { TrainConfig } from '../settings/train-settings.js';
import type { Comparison } from './comparison.js';
import { parseComparison } from './parse-comparison.js';

const FILE = 'comparison.json';
/** The layout of the file. */
const FORMAT = 'jssl-comparison-1';
/** A run takes about a kilobyte. */
const LARGEST = 2 ** 28;

/** A comparison before its first run. */
export type NewComparison = Omit<Comparison, 'runs' | 'baselines'>;

/** The settings in which the runs may differ. */
const ofEachRun: readonly (keyof TrainConfig)[] = ['method', 'temperature', 'weights', 'seed'];

/**
 * The comparison in a folder, or an empty one in a new folder. Seeds, methods, temperatures and weights
 * may be added; other settings must not change.
 * @throws SettingError if the folder holds something other than a comparison, or settings changed.
 * @throws InputError if the comparison used different images.
 */
export function openComparison(out: string, started: NewComparison): Comparison {
  if (!existsSync(join(out, FILE))) {
    makeFolder(out);
    // A process that was killed right after its start leaves only a lock.
    const isNew = readdirSync(out).every((name) => name === 'lock');
    if (isNew) return { ...started, runs: [], baselines: [] };
    throw new SettingError({
      ...{ setting: 'out', required: 'a new folder or that of a comparison', got: out },
      gotText: `${printable(out)}, which has other content`,
      remedy: 'choose another',
    });
  }
  const earlier = readComparison(out);
  if (earlier.data.fingerprint !== started.data.fingerprint) {
    throw new InputError(
      `the comparison in ${printable(out)} has different images than ${printable(started.data.name)}; pass the original images or another folder`,
    );
  }
  for (const key of configKeys) {
    if (ofEachRun.includes(key)) continue;
    const [was, is] = [earlier.config[key], started.config[key]];
    // JSON has no undefined.
    if (isDeepStrictEqual(was ?? null, is ?? null)) continue;
    throw new SettingError({
      setting: key,
      required: `${String(was ?? 'unset')} as in the comparison in ${out}, whose runs share one budget`,
      got: is,
      remedy: 'leave it as it was, or pass another folder',
    });
  }
  return { ...started, runs: earlier.runs, baselines: earlier.baselines };
}

/** The k of the comparison in a folder, so that it is not derived again; undefined for a new comparison. */
export function recordedNeighbors(out: string): number | undefined {
  return existsSync(join(out, FILE)) ? readComparison(out).config.k : undefined;
}

function makeFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    throw new SettingError(
      {
        ...{ setting: 'out', required: 'a folder that can be created', got: out },
        gotText: `${printable(out)} (${messageOf(error)})`,
        remedy: 'choose another',
      },
      { cause: error },
    );
  }
}

/** Replaces `comparison.json`. */
export function writeComparison(out: string, comparison: Comparison): void {
  replaceFile(join(out, FILE), `${JSON.stringify({ format: FORMAT, ...comparison }, null, 2)}\n`);
}

/**
 * Reads the comparison in a folder.
 * @throws InputError when there is none, or it is damaged.
 * @example
 * ```ts
 * import { readComparison } from '@jssl/trainer';
 *
 * try {
 *   readComparison('runs/photos'); // the folder of a run
 * } catch (error) {
 *   console.log((error as Error).name); // InputError
 * }
 * ```
 */
export function readComparison(out: string): Comparison {
  const file = join(out, FILE);
  try {
    const text = readRegularFile(file, { largest: LARGEST }).toString();
    const { format, ...written } = recordedValue.object('it', JSON.parse(text));
    if (format !== FORMAT) throw new TypeError(`its format must be ${FORMAT}`);
    return parseComparison(written);
  } catch (error) {
    throw new InputError(
      `${printable(file)} is not a comparison: ${printable(messageOf(error))}; pass another folder`,
      { cause: error },
    );
  }
}
