/** The job of this process, according to its launcher. */
export interface Job {
  /** `mpirun` of Open MPI, `mpiexec` of MPICH and compatible ones, or `srun` of Slurm. */
  readonly launcher: 'Open MPI' | 'MPICH' | 'Slurm';
  /** The rank of this process, in [0, size). */
  readonly rank: number;
  /** The number of processes. */
  readonly size: number;
}

/**
 * The variables in which each launcher passes rank and size. Slurm is last: MPI launchers start their
 * daemons with `srun`, and then Slurm's variables are those of the daemons.
 */
const launchers = [
  ['Open MPI', 'OMPI_COMM_WORLD_RANK', 'OMPI_COMM_WORLD_SIZE'],
  ['MPICH', 'PMI_RANK', 'PMI_SIZE'],
  ['Slurm', 'SLURM_PROCID', 'SLURM_STEP_NUM_TASKS'],
] as const;

/**
 * The job that `mpirun`, `mpiexec` or `srun` started this process in; undefined if it runs alone. Only reads
 * environment variables; MPI is not loaded.
 *
 * A single Slurm task is not a job: an `sbatch` script and a shell of `salloc` are tasks too.
 * @example
 * ```ts
 * import { jobFromEnvironment } from '@jssl/distributed';
 *
 * const variables = { OMPI_COMM_WORLD_RANK: '2', OMPI_COMM_WORLD_SIZE: '4' };
 * console.log(jobFromEnvironment(variables)); // { launcher: 'Open MPI', rank: 2, size: 4 }
 * console.log(jobFromEnvironment({})); // undefined
 * ```
 */
export function jobFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Job | undefined {
  for (const [launcher, rankName, sizeName] of launchers) {
    const rank = readCount(environment[rankName]);
    const size = readCount(environment[sizeName]);
    if (rank === undefined || size === undefined) continue;
    return launcher === 'Slurm' && size === 1 ? undefined : { launcher, rank, size };
  }
  return undefined;
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
