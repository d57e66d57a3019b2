import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An NVIDIA GPU, as far as its driver reports. */
export interface Gpu {
  readonly name: string;
  /** NVIDIA's compute capability, such as 9 for an H100 and 8.6 for an RTX 3090. */
  readonly computeCapability?: number;
  readonly memoryBytes?: number;
  /** The driver's version. */
  readonly driver?: string;
}

const PROC = '/proc/driver/nvidia/gpus';
/** Where WSL2 has it; there the driver has no files in /proc. */
const programs = ['nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi'];
const query = [
  '--query-gpu=name,compute_cap,memory.total,driver_version',
  '--format=csv,noheader,nounits',
];

let found: readonly Gpu[] | undefined;

/**
 * The NVIDIA GPUs of this machine in the order of their bus, as `CUDA_DEVICE_ORDER=PCI_BUS_ID` counts them; looked for
 * once in a process.
 * @example
 * ```ts
 * import { gpus } from '@jssl/engine';
 *
 * console.log(gpus().every(({ name }) => name.length > 0)); // true
 * ```
 */
export function gpus(): readonly Gpu[] {
  return (found ??= findGpus());
}

function findGpus(): readonly Gpu[] {
  for (const program of programs) {
    const { status, stdout } = spawnSync(program, query, { encoding: 'utf8', timeout: 10_000 });
    if (status === 0) return parseGpus(stdout);
  }
  if (!existsSync(PROC)) return [];
  return readdirSync(PROC)
    .sort()
    .map((gpu) => {
      const information = readFileSync(join(PROC, gpu, 'information'), 'utf8');
      return { name: /^Model:\s*(.*)$/m.exec(information)?.[1] ?? 'NVIDIA GPU' };
    });
}

/** What nvidia-smi prints: a line a GPU, with `[N/A]` for what it doesn't know. */
export function parseGpus(csv: string): readonly Gpu[] {
  return csv
    .split('\n')
    .filter((line) => line.includes(','))
    .map((line) => {
      const [name = '', capability, mebibytes, driver] = line.split(',').map((cell) => cell.trim());
      const [computeCapability, memory] = [Number(capability), Number(mebibytes)];
      return {
        name,
        ...(computeCapability > 0 && { computeCapability }),
        ...(memory > 0 && { memoryBytes: memory * 2 ** 20 }),
        ...(driver !== undefined && /^\d/.test(driver) && { driver }),
      };
    });
}

/**
 * The GPU of those that `CUDA_VISIBLE_DEVICES` lists, or of all, that a process takes: TensorFlow.js computes on one and
 * would put tensors on another.
 * @param localRank the number of the process among those on this machine that share the work.
 * @returns undefined if there is no choice.
 */
export function gpuOfRank(
  localRank: number,
  environment: Readonly<Record<string, string | undefined>>,
  count: number,
): string | undefined {
  const listed = environment['CUDA_VISIBLE_DEVICES'];
  const seen =
    listed === undefined
      ? Array.from({ length: count }, (_, index) => String(index))
      : listed.split(',').filter((name) => name.trim() !== '');
  return seen.length > 1 ? seen[localRank % seen.length] : undefined;
}

/**
 * Makes one GPU visible to this process, if there are several: call it before the engine is loaded, which does so with
 * the first.
 * @param localRank the number of the process among those on this machine that share the work. Default 0.
 * @example
 * ```ts
 * import { chooseGpu, loadEngine } from '@jssl/engine';
 *
 * chooseGpu(Number(process.env['OMPI_COMM_WORLD_LOCAL_RANK'] ?? 0));
 * const { gpu } = await loadEngine();
 * console.log(gpu); // false
 * ```
 */
export function chooseGpu(localRank = 0): void {
  const chosen = gpuOfRank(localRank, process.env, gpus().length);
  if (chosen === undefined) return;
  process.env['CUDA_DEVICE_ORDER'] ??= 'PCI_BUS_ID';
  process.env['CUDA_VISIBLE_DEVICES'] = chosen;
}

/** The GPU that this process computes on: the first that is visible. */
export function visibleGpu(
  all: readonly Gpu[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Gpu | undefined {
  const first = environment['CUDA_VISIBLE_DEVICES']?.split(',')[0]?.trim();
  if (first === '' || first === '-1') return undefined;
  // By a name, such as GPU-5a…, it could be any; those of a machine are mostly of one kind.
  const index = first !== undefined && /^\d+$/.test(first) ? Number(first) : 0;
  return all[index];
}
