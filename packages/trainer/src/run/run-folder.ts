import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { printable, SettingError } from '@jssl/settings';
import { makeFolder, replaceFile } from '@jssl/settings/node';

import { metricRows, type EpochMetrics } from '../metrics/metrics-table.js';
import { writeCheckpoint, type Checkpoint } from './checkpoint-file.js';
import { messageOf } from './message-of.js';
import { runFiles } from './run-files.js';
import { lockRun } from './lock/run-lock.js';

/** How a file of a run is written. */
interface WriteOptions {
  /** Don't rewrite a file that has the same content. Default false. */
  readonly repair?: boolean;
}

/**
 * The files of one run. No other process writes them until it is disposed. Every file is replaced as a whole.
 * Every call that writes returns the names of the files it wrote.
 * @throws InputError in every call that writes, if another process has taken over the folder.
 */
export interface RunFolder {
  readonly path: string;
  /** Unlocks the folder for other processes. */
  dispose(): void;
  readonly checkpointFolder: string;
  /** @throws InputError if another process has taken over the folder. */
  requireHeld(): void;
  writeConfig(config: object): void;
  /** Writes `metrics.csv` and `metrics.jsonl` of all epochs so far. */
  writeMetrics(metrics: readonly EpochMetrics[], options?: WriteOptions): readonly string[];
  /** Writes a weights file. */
  writeWeights(
    which: 'best' | 'last',
    content: Uint8Array,
    options?: WriteOptions,
  ): readonly string[];
  /** Adds a checkpoint, and keeps the one before it. @param steps done so far. */
  writeCheckpoint(steps: number, checkpoint: Checkpoint): void;
}

/**
 * Checks that a run folder can be created at `path`; leaves nothing there.
 * @throws SettingError when `path` exists and `force` is not set, or is no run folder, or leads through a
 * file, or cannot be created.
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
  let first = resolve(path);
  while (!existsSync(dirname(first))) first = dirname(first);
  const parent = dirname(first);
  if (!statSync(parent).isDirectory()) {
    throw new SettingError({
      ...{ setting: 'out', required: 'a new folder', got: path },
      gotText: `${printable(path)}, and ${printable(parent)} is a file`,
      remedy: 'choose another',
    });
  }
  try {
    // Read-only disks, missing permissions and folders such as /proc are only noticed when something is
    // created.
    mkdirSync(first);
    rmdirSync(first);
  } catch (error) {
    // Another process may have created it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notCreated(path, error);
  }
}

function notCreated(path: string, error: unknown): SettingError {
  return new SettingError(
    {
      ...{ setting: 'out', required: 'a folder that can be created', got: path },
      gotText: `${printable(path)} (${messageOf(error)})`,
      remedy: 'choose another',
    },
    { cause: error },
  );
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
    makeFolder(path);
  } catch (error) {
    throw notCreated(path, error);
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
  const noFile = () => [];
  return {
    ...{ path, checkpointFolder: checkpointFolder(path), dispose: nothing, requireHeld: nothing },
    ...{ writeConfig: nothing, writeMetrics: noFile, writeWeights: noFile },
    writeCheckpoint: nothing,
  };
}

/**
 * Opens an existing run folder, locked for this process.
 * @throws InputError while another process writes it, or if it cannot be written.
 */
export function openRunFolder(path: string): RunFolder {
  const lock = lockRun(path);
  // Left by a process that was killed.
  rmSync(join(path, runFiles.progress), { force: true });
  const write = (
    name: string,
    text: string | Uint8Array,
    { repair = false }: WriteOptions = {},
  ) => {
    const content = typeof text === 'string' ? Buffer.from(text) : text;
    if (repair && holds(join(path, name), content)) return [];
    lock.requireHeld();
    replaceFile(join(path, name), content);
    return [name];
  };
  return {
    path,
    dispose: lock.release,
    checkpointFolder: checkpointFolder(path),
    requireHeld: lock.requireHeld,
    writeConfig: (config) => {
      write(runFiles.config, `${JSON.stringify(config, null, 2)}\n`);
    },
    writeMetrics: (metrics, options) => {
      const rows = metrics.map((row) => metricRows.map(([name]) => row[name] ?? '').join(','));
      const header = metricRows.map(([, { column }]) => column).join(',');
      const lines = metrics.map((row) => `${JSON.stringify(row)}\n`);
      return [
        ...write(runFiles.metricsTable, `${[header, ...rows].join('\n')}\n`, options),
        ...write(runFiles.metrics, lines.join(''), options),
      ];
    },
    writeWeights: (which, content, options) => {
      const file = which === 'best' ? runFiles.bestWeights : runFiles.lastWeights;
      return write(file, content, options);
    },
    writeCheckpoint: (steps, checkpoint) => {
      lock.requireHeld();
      writeCheckpoint(checkpointFolder(path), steps, checkpoint);
    },
  };
}

/** Whether a file has this content. */
function holds(file: string, content: Uint8Array): boolean {
  if (statSync(file, { throwIfNoEntry: false })?.size !== content.length) return false;
  return readFileSync(file).equals(content);
}
