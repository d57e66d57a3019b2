import { availableParallelism, cpus, totalmem } from 'node:os';

import { cacheFolder } from './cache-folder.js';
import { compiler } from './compile-addon.js';
import { engineStatus, type EngineStatus } from './engine-folder.js';
import { openEngine, type EngineInfo } from './load-engine.js';
import { cpuFeatures, firstLine, freeBytes, gpuName, machineLibc } from './machine.js';

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

/** Looks at the machine, loads the engine, and names each problem with its remedy; writes nothing. */
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
    const { info } = await openEngine();
    return { ...facts, engine: info, problems: findProblems({ ...facts, engine: info }) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const remedy = 'unset JSSL_BACKEND, or install what it names';
    const problems = [{ problem, remedy }, ...findProblems(facts)];
    return { ...facts, engine: undefined, problems };
  }
}

type Facts = Pick<Diagnosis, 'installed' | 'gpu' | 'pip' | 'npm' | 'compiler'> & {
  readonly engine?: EngineInfo;
};

/** What of a diagnosis slows training down or stands in the way of mending it. */
export function findProblems({ installed, engine, gpu, pip, npm, compiler }: Facts): Problem[] {
  const problems: Problem[] = [];
  const add = (problem: string, remedy: string) => problems.push({ problem, remedy });
  for (const { folder, state } of installed) {
    if (state === 'broken') add(`the engine in ${folder} is damaged`, 'run: jssl engine install');
  }
  if (engine?.name === 'native') {
    if (gpu !== undefined && !engine.gpu) {
      add(`the engine does not use the GPU ${gpu}`, 'run: jssl engine install --gpu');
    }
    return problems;
  }
  if (engine) {
    add(
      `training runs on ${engine.name}, many times slower than the native engine`,
      installed.length > 0 ? 'run: jssl engine install' : 'run: npm install @tensorflow/tfjs-node',
    );
  }
  if (installed.length === 0) return problems;
  if (pip === undefined) add('no Python with pip', 'apt install python3 python3-pip');
  if (npm === undefined) add('no npm', 'apt install npm');
  if (compiler === undefined) add('no C++ compiler', 'apt install g++');
  return problems;
}
