import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { readRegularFile } from '@jssl/settings/node';

/** Larger files don't describe a run. */
const LARGEST = 2 ** 22;

/** The object in a JSON file; undefined if there is none. */
function readObject(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(readRegularFile(path, { largest: LARGEST }).toString());
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The files next to the `config.json` of a run; a run has at least one of them from the start. */
const runFiles = ['metrics.csv', 'metrics.jsonl', 'checkpoint', 'last.safetensors', 'tensorboard'];

function isRun(folder: string): boolean {
  const config = readObject(join(folder, 'config.json'))?.['config'];
  return typeof config === 'object' && config !== null && 'method' in config && 'arch' in config;
}

function isComparison(folder: string): boolean {
  const format = readObject(join(folder, 'comparison.json'))?.['format'];
  return typeof format === 'string' && format.startsWith('jssl-comparison');
}

function isExport(folder: string): boolean {
  const about = readObject(join(folder, 'encoder.json'));
  return about !== undefined && 'architecture' in about && 'input' in about;
}

/** A cache folder holds `data` with packed files. */
function isCache(folder: string): boolean {
  try {
    return readdirSync(join(folder, 'data')).some((name) => /-[0-9a-f]{24}\.packed$/.test(name));
  } catch {
    return false;
  }
}

/**
 * What JSSL created a folder for, by the content of its files: `a run`, `a comparison of runs`, `an exported
 * encoder` or `a cache`; undefined for any other folder.
 * @param names of everything in the folder.
 */
export function ownFolder(folder: string, names: readonly string[]): string | undefined {
  const has = (name: string) => names.includes(name);
  if (has('config.json') && runFiles.some(has) && isRun(folder)) return 'a run';
  if (has('comparison.json') && isComparison(folder)) return 'a comparison of runs';
  if (has('encoder.json') && isExport(folder)) return 'an exported encoder';
  if (has('data') && isCache(folder)) return 'a cache';
  return undefined;
}
