/** What the launcher told this process of the job it belongs to. */
export interface Job {
  /** `mpirun` of Open MPI, `mpiexec` of MPICH and those that descend from it, or `srun` of Slurm. */
  readonly launcher: 'Open MPI' | 'MPICH' | 'Slurm';
  /** This process, in [0, size). */
  readonly rank: number;
  /** How many processes were started. */
  readonly size: number;
  /** This process among those of its machine; undefined where the launcher does not say. */
  readonly localRank: number | undefined;
}

/** The variables by which each launcher tells rank, size and local rank; the first that is there counts. */
const launchers = [
  ['Open MPI', 'OMPI_COMM_WORLD_RANK', 'OMPI_COMM_WORLD_SIZE', 'OMPI_COMM_WORLD_LOCAL_RANK'],
  ['Slurm', 'SLURM_PROCID', 'SLURM_STEP_NUM_TASKS', 'SLURM_LOCALID'],
  ['MPICH', 'PMI_RANK', 'PMI_SIZE', 'MPI_LOCALRANKID'],
] as const;

/**
 * The job that `mpirun`, `mpiexec` or `srun` started this process in, or undefined where it runs alone.
 * Reads variables only.
 *
 * Within `sbatch` or `salloc` and without `srun` Slurm's variables of the step are missing or tell of
 * the batch script, one task: that is no job.
 */
export function jobFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Job | undefined {
  for (const [launcher, rankName, sizeName, localName] of launchers) {
    const rank = readCount(environment[rankName]);
    const size = readCount(environment[sizeName]);
    if (rank === undefined || size === undefined) continue;
    if (launcher === 'Slurm' && size === 1) continue;
    return { launcher, rank, size, localRank: readCount(environment[localName]) };
  }
  return undefined;
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
