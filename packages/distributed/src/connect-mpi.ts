import { tmpdir } from 'node:os';

import type { Collectives } from './collectives.js';
import { findMpi } from './find-mpi.js';
import { jobFromEnvironment, type Job } from './job-from-environment.js';
import { mpiCollectives } from './mpi-collectives.js';
import { MpiError } from './mpi-error.js';
import type { MpiLibrary } from './mpi-library.js';
import { watchJob, type WatchOptions } from './watch-job.js';

/**
 * Joins the job that `mpirun` or `srun` started this process in, with the MPI of this machine: Open MPI 4
 * and 5, MPICH and compatible ones, or any with the standard ABI of MPI 5. The library is the one in
 * `JSSL_MPI`, else that of the launcher, else the first one found. Without a launcher it is a job of one
 * process.
 * @throws MpiError if no library is found, if it is not the launcher's (each process would be a separate job),
 * if the process has already joined, or if the folder is not writable; RangeError if hangSeconds is not above
 * 0.
 * @example
 * ```ts
 * import { connectMpi, jobFromEnvironment, singleProcess } from '@jssl/distributed';
 *
 * // mpirun -n 4 node train.js: four processes; node train.js: one.
 * const job = jobFromEnvironment() ? await connectMpi() : singleProcess;
 * const gradients = Float32Array.of(0.5, -1);
 * job.allReduce(gradients);
 * const mean = gradients.map((sum) => sum / job.size);
 * if (job.rank === 0) console.log([...mean]); // [ 0.5, -1 ]
 * job.dispose();
 * ```
 */
export async function connectMpi(options: WatchOptions = {}): Promise<Collectives> {
  const { hangSeconds = 45, folder = tmpdir() } = options;
  if (!(hangSeconds > 0)) {
    throw new RangeError(`connectMpi: hangSeconds must be above 0, got ${hangSeconds}`);
  }
  const job = jobFromEnvironment();
  const mpi = await findMpi(job);
  // Under the launcher of Open MPI 5, another MPI would end the process.
  if (job?.launcher === 'Open MPI' && mpi.handles.name !== 'Open MPI') {
    throw new MpiError(wrongLibrary(job, mpi));
  }
  const initialized = new Int32Array(1);
  mpi.call('MPI_Initialized', initialized);
  if (initialized[0] !== 0)
    throw new MpiError('connectMpi: this process has already joined its job');
  const provided = new Int32Array(1);
  mpi.call('MPI_Init_thread', null, null, mpi.handles.threadMultiple, provided);
  mpi.call('MPI_Comm_set_errhandler', mpi.handles.world, mpi.handles.returnErrors);
  const collectives = mpiCollectives(mpi, provided[0] === mpi.handles.threadMultiple);
  if (job !== undefined && job.size !== collectives.size) {
    collectives.dispose();
    throw new MpiError(wrongLibrary(job, mpi));
  }
  return collectives.size === 1 ? collectives : watchJob(collectives, mpi, { hangSeconds, folder });
}

function wrongLibrary({ launcher, size }: Job, { file, version }: MpiLibrary): string {
  const [starter, remedy] =
    launcher === 'Slurm'
      ? ['srun', 'Start srun with the --mpi=… that the library was built for (see srun --mpi=list)']
      : [`the mpirun of ${launcher}`, 'Start with the mpirun of that library'];
  return `connectMpi: ${starter} started ${size} processes, but the MPI library ${file} (${version}) is not the launcher's, so each process would be a separate job. ${remedy}, or set JSSL_MPI to the path of the launcher's libmpi`;
}
