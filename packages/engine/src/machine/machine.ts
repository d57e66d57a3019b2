import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

const FEATURES = ['avx2', 'avx512f', 'avx512_bf16', 'amx_bf16', 'asimd', 'bf16'];

/** The C library of a Linux machine, by the loader in this process's memory: TensorFlow's wheels need glibc. */
export function machineLibc(): 'glibc' | 'musl' | undefined {
  if (process.platform !== 'linux') return undefined;
  return readFileSync('/proc/self/maps', 'utf8').includes('/ld-musl-') ? 'musl' : 'glibc';
}

/** The CPU's instruction sets that matter for speed. */
export function cpuFeatures(): string[] {
  if (!existsSync('/proc/cpuinfo')) return [];
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
  const present = new Set(flags?.trim().split(/\s+/));
  return FEATURES.filter((feature) => present.has(feature));
}

/** What to do when there is a GPU and an engine for it, but the engine does not find the GPU. */
export const gpuDriverRemedy = 'check that nvidia-smi shows a driver for CUDA 12';

/** The first line of a program's output; undefined if it is missing or fails. */
export function firstLine(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim().split('\n')[0] : undefined;
}

/** Free bytes on the disk of a folder, which need not exist yet. */
export function freeBytes(folder: string): number {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}
