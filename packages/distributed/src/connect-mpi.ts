import type { Collectives } from './collectives.js';

/** How `connectMpi` finds MPI. */
export interface MpiOptions {
  /** Path of the MPI library, instead of the one that `JSSL_MPI` names or that is found. */
  readonly library?: string;
}

/** Joins the job by which `mpirun` or `srun` started this process. */
export function connectMpi(options: MpiOptions = {}): Promise<Collectives> {
  return Promise.reject(new Error(`connectMpi: not there yet (${options.library ?? ''})`));
}
