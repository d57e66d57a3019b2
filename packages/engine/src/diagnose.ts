import { availableParallelism, cpus, totalmem } from 'node:os';

import { cacheFolder } from '@jssl/settings/node';

import { installCommands } from './install/check-programs.js';
import { compiler } from './install/compile-addon.js';
import { engineStatus, type EngineStatus } from './install/engine-folder.js';
import { openEngine, type EngineInfo } from './load/load-engine.js';
import {
  cpuFeatures,
  firstLine,
  freeBytes,
  gpuDriverRemedy,
  gpuName,
  machineLibc,
} from './load/machine.js';

/** What a machine has, and what is missing; what is not there is undefined. */
export interface Diagnosis {
  readonly node: string;
  readonly platform: string;
  /** The C library, on Linux. */
  readonly libc: 'glibc' | 'musl' | undefined;
  readonly cpu: string;
  /** The instruction sets that matter for speed, of those that the CPU has. */
  readonly cpuFeatures: readonly string[];
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gpu: string | undefined;
  readonly cacheFolder: string;
  readonly cacheFreeBytes: number;
  /** The engines that can be installed here; empty where none is built. */
  readonly installed: readonly EngineStatus[];
  /** The engine that is taken. */
  readonly engine: EngineInfo | undefined;
  /** The versions of what an installation needs, as they name themselves. */
  readonly pip: string | undefined;
  readonly npm: string | undefined;
  readonly compiler: string | undefined;
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

/**
 * Looks at the machine, loads the engine, and names each problem with its remedy; writes nothing.
 * @example
 * ```ts
 * import { diagnose } from '@jssl/engine';
 *
 * const { node, problems } = await diagnose();
 * for (const { problem, remedy } of problems) process.stderr.write(`${problem}; ${remedy}\n`);
 * console.log(node === process.version); // true
 * ```
 */
export async function diagnose(): Promise<Diagnosis> {
  const facts = {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    libc: machineLibc(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cpuFeatures: cpuFeatures(),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    gpu: gpuName(),
    cacheFolder: cacheFolder(),
    cacheFreeBytes: freeBytes(cacheFolder()),
    installed: engineStatus(),
    pip: firstLine('python3', ['-m', 'pip', '--version']),
    npm: firstLine('npm', ['--version']),
    compiler: firstLine(compiler(), ['--version']),
  };
  try {
    const { info, fallback } = await openEngine();
    return { ...facts, engine: info, problems: findProblems({ ...facts, engine: info, fallback }) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const problems = [{ problem, remedy: TAKE_THE_BEST }, ...findProblems(facts)];
    return { ...facts, engine: undefined, problems };
  }
}

const TAKE_THE_BEST = 'unset JSSL_BACKEND to take the best engine that is here';

type Facts = Pick<Diagnosis, 'installed' | 'gpu' | 'pip' | 'npm' | 'compiler'> & {
  readonly engine?: EngineInfo;
  /** Why the engine is not the native one, where nobody asked for another. */
  readonly fallback?: Problem | undefined;
};

/** What of a diagnosis slows training down or stands in the way of mending it. */
export function findProblems(facts: Facts): Problem[] {
  const { installed, engine, fallback, gpu, pip, npm, compiler } = facts;
  const problems: Problem[] = [];
  const add = (problem: string, remedy: string) => problems.push({ problem, remedy });
  for (const { folder, state } of installed) {
    if (state === 'broken') add(`the engine in ${folder} is damaged`, 'run: jssl engine install');
  }
  const forGpu = installed.find((one) => one.gpu);
  if (engine?.name === 'native' && gpu !== undefined && !engine.gpu && forGpu) {
    add(
      `the engine does not use the GPU ${gpu}`,
      forGpu.state === 'ok' ? gpuDriverRemedy : 'run: jssl engine install --gpu',
    );
  }
  if (engine && engine.name !== 'native') {
    add(
      fallback?.problem ?? `${engine.name} was asked for, many times slower than the native engine`,
      fallback?.remedy ?? TAKE_THE_BEST,
    );
  }
  const canInstall = installed.length > 0 && !installed.some(({ state }) => state === 'ok');
  if (!canInstall || engine?.name === 'native') return problems;
  const install = installCommands();
  if (pip === undefined) add('no Python with pip', install.python);
  if (npm === undefined) add('no npm', install.npm);
  if (compiler === undefined) add('no C++ compiler', install.compiler);
  return problems;
}
