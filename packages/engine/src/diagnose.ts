import { availableParallelism, cpus, totalmem } from 'node:os';

import { SettingError } from '@jssl/settings';
import { cacheFolder } from '@jssl/settings/node';

import { installCommands } from './install/check-programs.js';
import { compiler } from './install/compile-addon.js';
import { engineStatus, unreadableRemedy, type EngineStatus } from './install/engine-folder.js';
import { installRemedy } from './install/install-remedy.js';
import { convolutionAlgorithm } from './kernels/convolution-algorithm.js';
import type { EngineInfo } from './load/engine-info.js';
import { openEngine } from './load/load-engine.js';
import { type Gpu, gpus, visibleGpu } from './machine/gpus.js';
import {
  cpuFeatures,
  firstLine,
  freeBytes,
  gpuDriverRemedy,
  machineLibc,
} from './machine/machine.js';

/** What a machine has and what it lacks; undefined means not found. */
export interface Diagnosis {
  readonly node: string;
  readonly platform: string;
  /** The C library, on Linux. */
  readonly libc: 'glibc' | 'musl' | undefined;
  readonly cpu: string;
  /** The CPU's instruction sets that matter for speed. */
  readonly cpuFeatures: readonly string[];
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gpu: string | undefined;
  /** More about that GPU, as far as its driver reports. */
  readonly gpuDetails?: Gpu;
  readonly cacheFolder: string;
  readonly cacheFreeBytes: number;
  /** The native engines for this platform; empty if there are none. */
  readonly installed: readonly EngineStatus[];
  /** The engine that `loadEngine` loads. */
  readonly engine: EngineInfo | undefined;
  /** How the engine computes 3x3 convolutions: `direct`, or `winograd` with the version of the kernels. */
  readonly convolutions: string | undefined;
  /** The versions of the programs that an installation needs, as they print them. */
  readonly pip: string | undefined;
  readonly npm: string | undefined;
  readonly compiler: string | undefined;
  readonly problems: readonly Problem[];
}

/** Something that slows training down or prevents an installation. */
export interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

/**
 * Inspects the machine, loads the engine, and lists each problem with its remedy. Prints nothing.
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
  const visible = visibleGpu(gpus());
  const facts = {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    libc: machineLibc(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cpuFeatures: cpuFeatures(),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    gpu: visible?.name,
    ...(visible && { gpuDetails: visible }),
    cacheFolder: cacheFolder(),
    cacheFreeBytes: freeBytes(cacheFolder()),
    installed: engineStatus(),
    pip: firstLine('python3', ['-m', 'pip', '--version']),
    npm: firstLine('npm', ['--version']),
    compiler: firstLine(compiler(), ['--version']),
  };
  try {
    const { info, fallback, slower } = await openEngine();
    const problems = findProblems({ ...facts, engine: info, fallback, slower });
    const convolutions = convolutionAlgorithm();
    return { ...facts, engine: info, convolutions, problems };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    // An engine that cannot be read is among the others, with its own remedy.
    const isUnreadable = facts.installed.some(({ state }) => state === 'unreadable');
    const remedy = error instanceof SettingError ? `unset ${error.setting}` : USE_FASTEST;
    const first = isUnreadable ? [] : [{ problem, remedy }];
    const problems = [...first, ...findProblems(facts)];
    return { ...facts, engine: undefined, convolutions: undefined, problems };
  }
}

const USE_FASTEST = 'unset JSSL_BACKEND to use the fastest engine available';

type Facts = Pick<Diagnosis, 'installed' | 'gpu' | 'gpuDetails' | 'pip' | 'npm' | 'compiler'> & {
  readonly engine?: EngineInfo;
  /** Why the engine is not the native one, unless another was requested. */
  readonly fallback?: Problem | undefined;
  /** Why convolutions are slower than they could be. */
  readonly slower?: Problem | undefined;
};

/** What is known of TensorFlow 2.19 on a card, by its compute capability. Nothing of it was seen on a card. */
function cardProblem({ name, computeCapability }: Gpu): Problem | undefined {
  if (computeCapability === undefined) return undefined;
  if (computeCapability >= 10) {
    return {
      problem: `TensorFlow 2.19 does not run on ${name} (compute capability ${computeCapability.toFixed(1)}): it fails with CUDA_ERROR_INVALID_PTX`,
      remedy: 'set CUDA_VISIBLE_DEVICES=-1 to train on the processor',
    };
  }
  if (computeCapability >= 6) return undefined;
  return {
    problem: `TensorFlow 2.19 has no kernels for ${name} (compute capability ${computeCapability.toFixed(1)}, at least 6.0 is needed)`,
    remedy: 'set CUDA_VISIBLE_DEVICES=-1 to train on the processor',
  };
}

/** Finds what slows training down, or prevents installing a faster engine. */
export function findProblems(facts: Facts): Problem[] {
  const { installed, engine, fallback, slower, gpu, gpuDetails, pip, npm, compiler } = facts;
  const problems: Problem[] = [];
  const add = (problem: string, remedy: string) => problems.push({ problem, remedy });
  for (const { folder, state } of installed) {
    if (state === 'broken') add(`the engine in ${folder} is damaged`, installRemedy());
    if (state === 'unreadable') {
      add(`the engine in ${folder} cannot be read by this user`, unreadableRemedy(folder));
    }
  }
  const forGpu = installed.find((one) => one.gpu);
  const card = gpuDetails && cardProblem(gpuDetails);
  if (card && forGpu) problems.push(card);
  if (engine?.name === 'native' && gpu !== undefined && !engine.gpu && forGpu) {
    add(
      `the engine does not use the GPU ${gpu}`,
      forGpu.state === 'ok' ? gpuDriverRemedy : installRemedy({ gpu: true }),
    );
  }
  if (engine && engine.name !== 'native') {
    add(
      fallback?.problem ??
        `${engine.name} was requested, which is ${engine.kernels ? 'several' : 'many'} times slower than the native engine`,
      fallback?.remedy ?? USE_FASTEST,
    );
  }
  if (slower) problems.push(slower);
  const canInstall = installed.length > 0 && !installed.some(({ state }) => state === 'ok');
  if (!canInstall || engine?.name === 'native') return problems;
  const install = installCommands();
  if (pip === undefined) add('Python with pip was not found', install.python);
  if (npm === undefined) add('npm was not found', install.npm);
  if (compiler === undefined) add('no C++ compiler was found', install.compiler);
  return problems;
}
