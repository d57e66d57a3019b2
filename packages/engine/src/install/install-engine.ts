import { randomUUID } from 'node:crypto';
import { cpSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { cacheFolder, makeFolder as make } from '@jssl/settings/node';

import { freeBytes } from '../machine/machine.js';
import { checkPrograms } from './check-programs.js';
import { compileAddon } from './compile-addon.js';
import { compileKernels } from './compile-kernels.js';
import { downloadWheels } from './download-wheels.js';
import {
  enginePaths,
  enginesFolder,
  engineState,
  unreadableRemedy,
  writeManifest,
} from './engine-folder.js';
import { EngineInstallError } from './engine-install-error.js';
import { engineRelease, nativeFolder, type EngineRelease } from './engine-release.js';
import { extractWheel, isNeeded, tensorflowMembers } from './extract-wheel.js';
import { installRemedy } from './install-remedy.js';
import { isRunning } from './is-running.js';
import { kernelsProblem } from './kernels-problem.js';
import { CommandError, runCommand } from './run-command.js';

/** Progress of an installation, in bytes; `total` is 0 if the length of a phase is unknown. */
export interface InstallProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** What {@link installEngine} installed. */
export interface InstalledEngine {
  readonly folder: string;
  /** False if it was there already. */
  readonly made: boolean;
  /** A line to show the user, if the faster convolutions could not be compiled. */
  readonly note?: string;
}

/** Options of {@link installEngine}. */
export interface InstallOptions {
  /** The engine with CUDA, for NVIDIA GPUs on Linux x64; false by default. */
  readonly gpu?: boolean;
  readonly onProgress?: (progress: InstallProgress) => void;
  readonly cache?: string;
}

/**
 * Installs the native engine in the cache: libtensorflow from the TensorFlow wheel on PyPI (pip, pinned hash),
 * tfjs-node's JavaScript and Node's headers from npm (lock file), and the addon compiled from tfjs-node's
 * sources. It is built in a temporary folder and renamed, so an interrupted installation is never used and
 * simultaneous ones don't disturb each other. Then it compiles the kernels of `@jssl/kernels`, also for an
 * engine that is already installed but has none, or another version of them.
 *
 * Tested on Linux x64 only. The GPU engine was installed and loaded there, but never run on a GPU;
 * Linux arm64 and macOS arm64 use the same recipe with their own pinned wheels, never tried.
 * @returns the folder, whether it was built by this call, and a note if it works without the kernels.
 * @throws EngineInstallError if something is missing; the message says what to do.
 * @example
 * ```ts
 * import { engineStatus, installEngine } from '@jssl/engine';
 *
 * // The first installation takes a minute and downloads 250 MB; later calls return at once.
 * const there = engineStatus().some(({ state, gpu }) => state === 'ok' && !gpu);
 * const made = there && (await installEngine()).made;
 * console.log(made); // false
 * ```
 */
export async function installEngine({
  gpu = false,
  onProgress = () => undefined,
  cache = cacheFolder(),
}: InstallOptions = {}): Promise<InstalledEngine> {
  const release = engineRelease({ gpu });
  const engines = enginesFolder(cache);
  const folder = join(engines, release.id);
  const state = engineState(folder);
  const withKernels = async (made: boolean): Promise<InstalledEngine> => {
    const compiled = await compileKernels(folder, release, {
      again: true,
      onStart: () => {
        onProgress({ phase: 'compiling the convolutions', done: 0, total: 0 });
      },
    });
    if (!compiled || compiled.library !== undefined) return { folder, made };
    const { problem, remedy } = kernelsProblem(compiled.problem);
    return { folder, made, note: `${problem}; ${remedy}` };
  };
  if (state === 'ok') return withKernels(false);
  if (state === 'unreadable') {
    throw new EngineInstallError(
      `the native engine in ${folder} cannot be read by this user; ${unreadableRemedy(folder)}`,
    );
  }
  makeFolder(engines);
  removeAbandoned(engines);
  checkSpace(engines, release.diskBytes);
  await checkPrograms();
  // Unlike mkdtemp, this makes a folder that other users may read, if the umask says so.
  const temporary = join(engines, `${release.id}.tmp-${process.pid}-${randomUUID().slice(0, 8)}`);
  makeFolder(temporary);
  try {
    await build(release, temporary, onProgress);
    takePlace(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return withKernels(true);
}

async function build(
  release: EngineRelease,
  folder: string,
  onProgress: (progress: InstallProgress) => void,
): Promise<void> {
  const phase = (name: string, done = 0, total = 0) => {
    onProgress({ phase: name, done: Math.min(done, total), total });
  };
  const download = join(folder, 'download');
  const downloading = (bytes: number) => {
    phase('downloading TensorFlow', bytes, release.downloadBytes);
  };
  downloading(0);
  const wheels = await downloadWheels(release, download, downloading);

  const { libraries } = release;
  const missing = new Set(tensorflowMembers(libraries));
  for (const wheel of wheels) {
    const names = await extractWheel(wheel, folder, {
      select: (name) => isNeeded(name, libraries),
      onProgress: (done, total) => {
        phase('unpacking TensorFlow', done, total);
      },
    });
    for (const name of names) missing.delete(name);
    rmSync(wheel);
  }
  if (missing.size > 0) {
    throw new EngineInstallError(
      `files are missing from the TensorFlow wheel: ${[...missing].join(', ')}`,
    );
  }
  rmSync(download, { recursive: true });
  // cuDNN looks for NVRTC, with which it compiles some kernels, in a folder of another name.
  if (release.gpu) symlinkSync('cuda_nvrtc', join(folder, 'nvidia', 'nvrtc'));

  phase('downloading tfjs-node');
  await installJavaScript(enginePaths(folder).js);

  phase('compiling the addon');
  await compileAddon(folder, release);
  writeManifest(folder, release);
}

async function installJavaScript(folder: string): Promise<void> {
  cpSync(nativeFolder, folder, { recursive: true });
  try {
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
    await runCommand('npm', args, { cwd: folder });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const line = error.line(/^npm (?:error|ERR!) (?!code|errno|syscall|network )/);
    throw new EngineInstallError(
      `npm could not download tfjs-node: ${line}; ` +
        `check that the package registry can be reached, then ${installRemedy()}`,
      { cause: error },
    );
  }
}

/** Renames a finished folder to its final name; if another process was first, its engine is kept. */
function takePlace(finished: string, folder: string): void {
  for (;;) {
    try {
      renameSync(finished, folder);
      return;
    } catch (error) {
      const state = engineState(folder);
      if (state === 'ok') return;
      if (state === 'missing') throw error;
    }
    // Renamed first, so that no process sees it half removed.
    const broken = `${finished}-broken`;
    renameSync(folder, broken);
    rmSync(broken, { recursive: true });
  }
}

function makeFolder(engines: string): void {
  try {
    make(engines);
  } catch (error) {
    throw new EngineInstallError(
      `the folder ${engines} cannot be created: ${(error as Error).message}; set JSSL_CACHE to another folder`,
      { cause: error },
    );
  }
}

/** @throws EngineInstallError if the disk of a folder has too few free bytes. */
export function checkSpace(folder: string, needed: number): void {
  const free = freeBytes(folder);
  if (free >= needed) return;
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
  throw new EngineInstallError(
    `the installation needs ${gigabytes(needed)} GB in ${folder}, but only ${gigabytes(free)} GB are free; ` +
      'free some space, or set JSSL_CACHE to another folder',
  );
}

/** Removes the temporary folders of installations whose process has ended. */
function removeAbandoned(engines: string): void {
  for (const name of readdirSync(engines)) {
    const pid = /\.tmp-(\d+)/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) {
      rmSync(join(engines, name), { recursive: true, force: true });
    }
  }
}
