import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';

import { cacheFolder } from './cache-folder.js';
import { loadEngine, type EngineInfo } from './load-engine.js';

/** What a machine has, and what is missing. */
export interface Diagnosis {
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  /** The instruction sets that matter for speed, of those that the CPU has. */
  readonly cpuFeatures: readonly string[];
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gpu: string | undefined;
  readonly cacheFolder: string;
  readonly cacheFreeBytes: number;
  readonly engine: EngineInfo | undefined;
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

const FEATURES = ['avx2', 'avx512f', 'avx512_bf16', 'amx_bf16', 'asimd', 'bf16'];

/** Looks at the machine, loads the engine, and names each problem with its remedy. */
export async function diagnose(): Promise<Diagnosis> {
  const problems: Problem[] = [];
  const cache = cacheFolder();
  let engine: EngineInfo | undefined;
  try {
    engine = await loadEngine();
  } catch (error) {
    problems.push({
      problem: error instanceof Error ? error.message : String(error),
      remedy: 'unset JSSL_BACKEND, or run: jssl engine install',
    });
  }
  if (engine && engine.name !== 'native') {
    problems.push({
      problem: `training runs on ${engine.name}, many times slower than the native engine`,
      remedy: 'run: jssl engine install',
    });
    if (!works('python3', ['-m', 'pip', '--version'])) {
      problems.push({ problem: 'no Python with pip', remedy: 'apt install python3 python3-pip' });
    }
    if (!works(process.env['CXX'] ?? 'g++', ['--version'])) {
      problems.push({ problem: 'no C++ compiler', remedy: 'apt install g++' });
    }
  }
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cpuFeatures: cpuFeatures(),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    gpu: gpuName(),
    cacheFolder: cache,
    cacheFreeBytes: freeBytes(cache),
    engine,
    problems,
  };
}

function works(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function cpuFeatures(): string[] {
  if (!existsSync('/proc/cpuinfo')) return [];
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
  const present = new Set(flags?.trim().split(/\s+/));
  return FEATURES.filter((feature) => present.has(feature));
}

function gpuName(): string | undefined {
  const { status, stdout } = spawnSync(
    'nvidia-smi',
    ['--query-gpu=name', '--format=csv,noheader'],
    {
      encoding: 'utf8',
    },
  );
  return status === 0 ? stdout.trim().split('\n')[0] : undefined;
}

/** Free bytes where a folder is or would be made. */
function freeBytes(folder: string): number {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}
