import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FEATURES = ['avx2', 'avx512f', 'avx512_bf16', 'amx_bf16', 'asimd', 'bf16'];
const NVIDIA = '/proc/driver/nvidia/gpus';

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

/** The model of the first NVIDIA GPU, according to its driver. */
export function gpuName(): string | undefined {
  if (existsSync(NVIDIA)) {
    for (const gpu of readdirSync(NVIDIA)) {
      const model = /^Model:\s*(.*)$/m.exec(readFileSync(join(NVIDIA, gpu, 'information'), 'utf8'));
      if (model?.[1] !== undefined) return model[1];
    }
  }
  return firstLine('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader']);
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
