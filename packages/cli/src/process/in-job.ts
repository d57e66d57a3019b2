import { readdirSync } from 'node:fs';

import { connectMpi, jobFromEnvironment } from '@jssl/distributed';
import { hasFailedTogether } from '@jssl/trainer';

import { sentenceOf } from '../arguments/sentence-of.js';
import type { CommandContext } from './command-context.js';
import { setJoinedJob } from './joined-job.js';

/**
 * Runs work that `mpirun` or `srun` may have started several times: the processes join as a job, whose
 * ranks share the work, each with a GPU of its own where the machine has several. Loads MPI then alone.
 * An error of one rank ends all of them and names it; one that all end by is thrown on each. They leave
 * the job when `main` has told how it ended.
 * @param options.folder that all machines see, for the ranks' signs of life.
 * @param options.hangSeconds after so long without one the job is ended; default 45.
 */
export async function inJob<Result>(
  context: CommandContext,
  work: (context: CommandContext) => Promise<Result>,
  options: { readonly folder: string; readonly hangSeconds?: number },
): Promise<Result> {
  if ((jobFromEnvironment()?.size ?? 1) === 1) return work(context);
  const job = await connectMpi(options);
  setJoinedJob(job);
  const gpu = gpuOfRank(job.localRank, process.env, countGpus());
  if (gpu !== undefined) process.env['CUDA_VISIBLE_DEVICES'] = gpu;
  try {
    return await work({ ...context, job });
  } catch (error) {
    if (hasFailedTogether(error)) throw error;
    context.terminal.status?.(undefined);
    return job.abort(sentenceOf(error));
  }
}

/**
 * The GPU that a rank takes, for `CUDA_VISIBLE_DEVICES`: of those that the variable lets it see, or of
 * all, the one at its place among the ranks of its machine. Undefined where it sees one or none.
 * @param gpus of the machine.
 */
export function gpuOfRank(
  localRank: number,
  environment: Readonly<Record<string, string | undefined>>,
  gpus: number,
): string | undefined {
  const listed = environment['CUDA_VISIBLE_DEVICES'];
  const seen =
    listed === undefined
      ? Array.from({ length: gpus }, (_, index) => String(index))
      : listed.split(',').filter((name) => name.trim() !== '');
  return seen.length > 1 ? seen[localRank % seen.length] : undefined;
}

/** The NVIDIA GPUs that the machine's driver tells of. */
function countGpus(): number {
  try {
    return readdirSync('/proc/driver/nvidia/gpus').length;
  } catch {
    return 0;
  }
}
