import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { encodeSafetensors, stateDict, type Encoder } from '@jssl/resnet';
import { InputError } from '@jssl/settings';

import { metricRows, type EpochMetrics } from '../metrics/metrics-table.js';
import { replaceFile } from './replace-file.js';
import { lockRun } from './run-lock.js';

/** The files of one run, which no other process writes until it is closed. Every file is written beside its place and then renamed into it. */
export interface RunFolder {
  readonly path: string;
  /** Lets other processes write into it again. */
  close(): void;
  /** Where the checkpoint is. */
  readonly checkpointFolder: string;
  writeConfig(config: object): void;
  /** Writes `metrics.csv` and `metrics.jsonl` of all epochs so far. */
  writeMetrics(metrics: readonly EpochMetrics[]): void;
  /** Writes the encoder's weights under torchvision's names and layouts. */
  saveWeights(
    which: 'best' | 'last',
    encoder: Encoder,
    about: Readonly<Record<string, string>>,
  ): void;
}

/**
 * Checks that a run folder can be made at `path`; makes nothing.
 * @throws InputError when there is something and `force` is not given, or something that is no run,
 * or `path` leads through a file.
 * @example
 * ```ts
 * import { checkRunFolder } from '@jssl/trainer';
 *
 * checkRunFolder('runs/new'); // before the images are read: nothing is in the way
 * try {
 *   checkRunFolder('runs/photos');
 * } catch (error) {
 *   console.log((error as Error).message.split(';')[0]); // --out must be a new folder, got runs/photos, which exists
 * }
 * ```
 */
export function checkRunFolder(path: string, { force = false } = {}): void {
  if (existsSync(path)) {
    if (!force) {
      throw new InputError(
        `--out must be a new folder, got ${path}, which exists; choose another or give --force to replace the run in it`,
      );
    }
    if (!existsSync(join(path, 'config.json'))) {
      throw new InputError(
        `--force replaces only a folder that holds a run (config.json), and ${path} holds none; choose another --out`,
      );
    }
    return;
  }
  let parent = dirname(path);
  while (!existsSync(parent)) parent = dirname(parent);
  if (!statSync(parent).isDirectory()) {
    throw new InputError(
      `--out must be a new folder, got ${path}, and ${parent} is a file; choose another`,
    );
  }
}

/**
 * Makes a new run folder, for this process alone. With `force`, the files of an earlier run in it are
 * removed.
 * @throws InputError as {@link checkRunFolder}, when the folder cannot be made, or while another
 * process writes the run in it.
 */
export function createRunFolder(path: string, { force = false } = {}): RunFolder {
  checkRunFolder(path, { force });
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new InputError(
      `--out must be a folder that can be made, got ${path} (${(error as Error).message}); choose another`,
    );
  }
  const folder = openRunFolder(path);
  for (const file of runFiles) rmSync(join(path, file), { force: true, recursive: true });
  folder.writeMetrics([]);
  return folder;
}

/** What a run leaves in its folder. */
const runFiles = [
  'config.json',
  'metrics.csv',
  'metrics.jsonl',
  'best.safetensors',
  'last.safetensors',
  'checkpoint',
  'tensorboard',
  'progress.json',
  'report.html',
];

/** Where the checkpoint of a run folder is. */
export function checkpointFolder(path: string): string {
  return join(path, 'checkpoint');
}

/** A run folder that another rank of the job writes. */
export function unwrittenRunFolder(path: string): RunFolder {
  const nothing = () => undefined;
  return {
    ...{ path, checkpointFolder: checkpointFolder(path), close: nothing },
    ...{ writeConfig: nothing, writeMetrics: nothing, saveWeights: nothing },
  };
}

/**
 * The files of a run folder that is there, for this process alone.
 * @throws InputError while another process writes them.
 */
export function openRunFolder(path: string): RunFolder {
  const unlock = lockRun(path);
  const write = (name: string, content: string | Uint8Array) => {
    replaceFile(path, name, content);
  };
  return {
    path,
    close: unlock,
    checkpointFolder: checkpointFolder(path),
    writeConfig: (config) => {
      write('config.json', `${JSON.stringify(config, null, 2)}\n`);
    },
    writeMetrics: (metrics) => {
      const rows = metrics.map((row) => metricRows.map(([name]) => row[name] ?? '').join(','));
      const header = metricRows.map(([, { column }]) => column).join(',');
      write('metrics.csv', `${[header, ...rows].join('\n')}\n`);
      write('metrics.jsonl', metrics.map((row) => `${JSON.stringify(row)}\n`).join(''));
    },
    saveWeights: (which, encoder, about) => {
      write(`${which}.safetensors`, encodeSafetensors(stateDict(encoder), about));
    },
  };
}
