/** What the launcher told this process of the job it belongs to. */
export interface Job {
  /** `mpirun` of Open MPI, `mpiexec` of MPICH and its kin, or `srun` of Slurm. */
  readonly launcher: 'Open MPI' | 'MPICH' | 'Slurm';
  /** This process, in [0, size). */
  readonly rank: number;
  /** How many processes were started. */
  readonly size: number;
}

/**
 * The variables by which each launcher tells rank and size. Slurm last: launchers of MPI start their
 * daemons with `srun`, and Slurm's variables are then those of the daemons.
 */
const launchers = [
  ['Open MPI', 'OMPI_COMM_WORLD_RANK', 'OMPI_COMM_WORLD_SIZE'],
  ['MPICH', 'PMI_RANK', 'PMI_SIZE'],
  ['Slurm', 'SLURM_PROCID', 'SLURM_STEP_NUM_TASKS'],
] as const;

/**
 * The job that `mpirun`, `mpiexec` or `srun` started this process in, or undefined where it runs alone.
 * Reads variables only: nothing of MPI is loaded.
 *
 * One task of Slurm is no job: the script of `sbatch` and a shell of `salloc` are tasks as well.
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
