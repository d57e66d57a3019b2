import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FEATURES = ['avx2', 'avx512f', 'avx512_bf16', 'amx_bf16', 'asimd', 'bf16'];
const NVIDIA = '/proc/driver/nvidia/gpus';

/** The C library of this machine, where there is a choice: TensorFlow's wheels need glibc. */
export function machineLibc(): 'glibc' | 'musl' | undefined {
  if (process.platform !== 'linux') return undefined;
  const { header } = process.report.getReport() as {
    readonly header: { readonly glibcVersionRuntime?: string };
  };
  return header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

/** The instruction sets that matter for speed, of those that the CPU has. */
export function cpuFeatures(): string[] {
  if (!existsSync('/proc/cpuinfo')) return [];
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
  const present = new Set(flags?.trim().split(/\s+/));
  return FEATURES.filter((feature) => present.has(feature));
}

/** The model of the first NVIDIA GPU, by its driver. */
export function gpuName(): string | undefined {
  if (existsSync(NVIDIA)) {
    for (const gpu of readdirSync(NVIDIA)) {
      const model = /^Model:\s*(.*)$/m.exec(readFileSync(join(NVIDIA, gpu, 'information'), 'utf8'));
      if (model?.[1] !== undefined) return model[1];
    }
  }
  return firstLine('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader']);
}

/** What helps where a GPU and the engine for it are there and do not find each other. */
export const gpuDriverRemedy = 'see that nvidia-smi shows a driver for CUDA 12';

/** The first line that a program writes; undefined when it is not there or fails. */
export function firstLine(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim().split('\n')[0] : undefined;
}

/** Free bytes where a folder is or would be made. */
export function freeBytes(folder: string): number {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}
