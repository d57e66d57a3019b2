import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { encodeSafetensors, stateDict, type Encoder } from '@jssl/resnet';
import { printable, SettingError } from '@jssl/settings';
import { replaceFile } from '@jssl/settings/node';

import { metricRows, type EpochMetrics } from '../metrics/metrics-table.js';
import { messageOf } from './message-of.js';
import { runFiles } from './run-files.js';
import { lockRun } from './run-lock.js';

/** The files of one run. No other process writes them until it is disposed. Every file is replaced as a whole. */
export interface RunFolder {
  readonly path: string;
  /** Unlocks the folder for other processes. */
  dispose(): void;
  readonly checkpointFolder: string;
  writeConfig(config: object): void;
  /** Writes `metrics.csv` and `metrics.jsonl` of all epochs so far. */
  writeMetrics(metrics: readonly EpochMetrics[]): void;
  /** Writes the weights of the encoder, with the names and layouts of torchvision. */
  saveWeights(
    which: 'best' | 'last',
    encoder: Encoder,
    about: Readonly<Record<string, string>>,
  ): void;
}

/**
 * Checks that a run folder can be created at `path`; creates nothing.
 * @throws SettingError when `path` exists and `force` is not set, or is no run folder, or leads through a
 * file.
 * @example
 * ```ts
 * import { checkRunFolder } from '@jssl/trainer';
 *
 * checkRunFolder('runs/new'); // does not exist yet
 * try {
 *   checkRunFolder('runs/photos');
 * } catch (error) {
 *   console.log((error as Error).message.split(';')[0]); // out must be a new folder, got runs/photos, which exists
 * }
 * ```
 */
export function checkRunFolder(path: string, { force = false } = {}): void {
  if (existsSync(path)) {
    if (!force) {
      throw new SettingError({
        ...{ setting: 'out', required: 'a new folder', got: path },
        gotText: `${printable(path)}, which exists`,
        remedy: 'choose another, or set {force} to replace the run in it',
      });
    }
    if (!existsSync(join(path, runFiles.config))) {
      throw new SettingError({
        ...{ setting: 'out', required: 'a run folder to replace with {force}', got: path },
        gotText: `${printable(path)}, which has no ${runFiles.config}`,
        remedy: 'choose another',
      });
    }
    return;
  }
  let parent = dirname(path);
  while (!existsSync(parent)) parent = dirname(parent);
  if (!statSync(parent).isDirectory()) {
    throw new SettingError({
      ...{ setting: 'out', required: 'a new folder', got: path },
      gotText: `${printable(path)}, and ${printable(parent)} is a file`,
      remedy: 'choose another',
    });
  }
}

/**
 * Creates a run folder, locked for this process. With `force`, the files of an earlier run in it are
 * removed.
 * @throws SettingError as {@link checkRunFolder}, or when the folder cannot be created.
 * @throws InputError while another process writes the run in it.
 */
export function createRunFolder(path: string, { force = false } = {}): RunFolder {
  checkRunFolder(path, { force });
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new SettingError(
      {
        ...{ setting: 'out', required: 'a folder that can be created', got: path },
        gotText: `${printable(path)} (${messageOf(error)})`,
        remedy: 'choose another',
      },
      { cause: error },
    );
  }
  const folder = openRunFolder(path);
  for (const file of Object.values(runFiles)) {
    rmSync(join(path, file), { force: true, recursive: true });
  }
  folder.writeMetrics([]);
  return folder;
}

/** The folder of the checkpoint in a run folder. */
export function checkpointFolder(path: string): string {
  return join(path, runFiles.checkpoint);
}

/** A run folder that another rank writes. */
export function unwrittenRunFolder(path: string): RunFolder {
  const nothing = () => undefined;
  return {
    ...{ path, checkpointFolder: checkpointFolder(path), dispose: nothing },
    ...{ writeConfig: nothing, writeMetrics: nothing, saveWeights: nothing },
  };
}

/**
 * Opens an existing run folder, locked for this process.
 * @throws InputError while another process writes it.
 */
export function openRunFolder(path: string): RunFolder {
  const unlock = lockRun(path);
  const write = (name: string, content: string | Uint8Array) => {
    replaceFile(join(path, name), content);
  };
  return {
    path,
    dispose: unlock,
    checkpointFolder: checkpointFolder(path),
    writeConfig: (config) => {
      write(runFiles.config, `${JSON.stringify(config, null, 2)}\n`);
    },
    writeMetrics: (metrics) => {
      const rows = metrics.map((row) => metricRows.map(([name]) => row[name] ?? '').join(','));
      const header = metricRows.map(([, { column }]) => column).join(',');
      write(runFiles.metricsTable, `${[header, ...rows].join('\n')}\n`);
      write(runFiles.metrics, metrics.map((row) => `${JSON.stringify(row)}\n`).join(''));
    },
    saveWeights: (which, encoder, about) => {
      const file = which === 'best' ? runFiles.bestWeights : runFiles.lastWeights;
      write(file, encodeSafetensors(stateDict(encoder), about));
    },
  };
}
