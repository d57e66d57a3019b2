import type { Job } from './job-from-environment.js';
import { mpiCandidates } from './mpi-candidates.js';
import { MpiError } from './mpi-error.js';
import { openMpiLibrary, type MpiLibrary } from './mpi-library.js';

/**
 * Opens the MPI library of the launcher; see `mpiCandidates`.
 * @throws MpiError if there is none; the message says what to do.
 */
export async function findMpi(
  job: Job | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<MpiLibrary> {
  const candidates = mpiCandidates(job, environment, platform);
  try {
    return await openMpiLibrary(candidates);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MpiError(
      environment['JSSL_MPI']
        ? `connectMpi: JSSL_MPI must be an MPI library that can be opened, got ${reason}`
        : `connectMpi: no MPI library can be opened: ${reason}. Install one (Debian, Ubuntu: apt install openmpi-bin; on a cluster: module load openmpi), or set JSSL_MPI to the path of libmpi`,
      { cause: error },
    );
  }
}
