import { randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { kernelsVersion } from '@jssl/kernels';
import { kernelsHash, kernelSources } from '@jssl/kernels/node';

import { compiler } from './compile-addon.js';
import { enginePaths } from './engine-folder.js';
import type { EngineRelease } from './engine-release.js';
import { isRunning } from './is-running.js';
import { CommandError, runCommand } from './run-command.js';

/** The compiled kernels of an engine, or why there are none. */
export type CompiledKernels =
  { readonly library: string } | { readonly library?: undefined; readonly problem: string };

/** How long to wait for another process that compiles the same. */
const PATIENCE_SECONDS = 300;

/** The library of the kernels in an engine's folder; its name changes with their sources. */
export function kernelsLibrary(folder: string): string {
  return join(enginePaths(folder).kernels, `${kernelsVersion}-${kernelsHash()}.node`);
}

/**
 * The compiled kernels in an engine's folder; compiles them if they are missing, which takes tens of seconds,
 * or waits for another process that is compiling them. A failure is recorded and not tried again with the same
 * compiler, unless `again` is set.
 * @returns undefined if there are no kernels for the engine: on a GPU, and on processors other than x64 and
 * arm64.
 */
export async function compileKernels(
  folder: string,
  release: Pick<EngineRelease, 'gpu' | 'libraries' | 'compilerFlags'>,
  { again = false, onStart }: { readonly again?: boolean; readonly onStart?: () => void } = {},
): Promise<CompiledKernels | undefined> {
  if (release.gpu || kernelSources().length === 0) return undefined;
  const { kernels } = enginePaths(folder);
  const library = kernelsLibrary(folder);
  const failure = `${library}.failed`;
  if (existsSync(library)) return { library };
  const known = again ? undefined : readFailure(failure);
  if (known !== undefined) return { problem: known };
  try {
    mkdirSync(kernels, { recursive: true });
    accessSync(kernels, constants.W_OK);
  } catch {
    return { problem: `this user cannot write to ${folder}` };
  }
  await waitForOthers(kernels, library);
  if (existsSync(library)) return { library };
  onStart?.();
  const temporary = join(kernels, `tmp-${process.pid}-${randomUUID().slice(0, 8)}`);
  mkdirSync(temporary);
  try {
    renameSync(await compile(folder, release, temporary), library);
    rmSync(failure, { force: true });
    removeOlder(kernels);
    return { library };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const problem = `${error.program} could not compile them: ${error.line(/error/) || error.message}`;
    writeFileSync(failure, JSON.stringify({ compiler: compiler(), problem }));
    return { problem };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Compiles the sources in parallel on all cores, and links them. @returns the library. */
async function compile(
  folder: string,
  { libraries, compilerFlags }: Pick<EngineRelease, 'libraries' | 'compilerFlags'>,
  temporary: string,
): Promise<string> {
  const { nodeHeaders, tensorflow } = enginePaths(folder);
  const include = ['-I', nodeHeaders, '-I', join(tensorflow, 'include')];
  const waiting = [...kernelSources()];
  const objects: string[] = [];
  const work = async () => {
    for (let source = waiting.shift(); source; source = waiting.shift()) {
      const object = join(temporary, `${basename(source.path)}.o`);
      objects.push(object);
      const flags = [...source.flags, '-DNAPI_VERSION=8', ...include];
      try {
        await runCommand(compiler(), [...flags, '-c', source.path, '-o', object]);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: availableParallelism() }, work);
  // Also after a failure, wait for all compilers before the folder is removed.
  await Promise.allSettled(workers);
  await Promise.all(workers);
  const library = join(temporary, 'kernels.node');
  await runCommand(compiler(), [
    ...[...compilerFlags, '-pthread', ...objects],
    ...libraries.map((name) => join(tensorflow, name)),
    ...['-o', library],
  ]);
  return library;
}

/**
 * Removes the libraries of older versions. A process that has loaded one keeps it, if the system lets the file
 * be removed at all. An older JSSL that starts later compiles its own again.
 */
function removeOlder(kernels: string): void {
  const versionOf = (name: string) => Number(/^V(\d+)-/.exec(name)?.[1]);
  const now = versionOf(`${kernelsVersion}-`);
  for (const name of readdirSync(kernels).filter((one) => versionOf(one) < now)) {
    try {
      rmSync(join(kernels, name), { force: true });
    } catch {
      // The file is in use, and the system does not remove such files.
    }
  }
}

/** Why compiling failed earlier with this compiler. */
function readFailure(file: string): string | undefined {
  try {
    const written = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return written['compiler'] === compiler() ? String(written['problem']) : undefined;
  } catch {
    return undefined;
  }
}

/** Waits while another process compiles, and removes what dead processes left behind. */
async function waitForOthers(kernels: string, library: string): Promise<void> {
  for (let waited = 0; waited < PATIENCE_SECONDS * 5 && !existsSync(library); waited++) {
    const others = readdirSync(kernels).filter((name) => /^tmp-\d+-/.test(name));
    const pidOf = (name: string) => Number(/\d+/.exec(name)?.[0]);
    for (const name of others.filter((one) => !isRunning(pidOf(one)))) {
      rmSync(join(kernels, name), { recursive: true, force: true });
    }
    if (others.every((name) => pidOf(name) === process.pid || !isRunning(pidOf(name)))) return;
    await setTimeout(200);
  }
}
