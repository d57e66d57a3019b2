import { connectMpi, jobFromEnvironment } from '@jssl/distributed';
import { chooseGpu } from '@jssl/engine';
import { hasFailedTogether } from '@jssl/trainer';

import { sentenceOf } from '../arguments/sentence-of.js';
import type { CommandContext } from './command-context.js';
import { setJoinedJob } from './joined-job.js';

/**
 * Runs work that `mpirun` or `srun` may have started in several processes. They join a process group whose
 * ranks share the work, each with its own GPU if the machine has several; otherwise MPI is not loaded. An
 * error on one rank ends all ranks and names that rank; an error that all ranks share is thrown on each.
 * The processes leave the group after `main` has printed the outcome.
 * @param options.folder a folder that all machines share, for heartbeats.
 * @param options.hangSeconds ends the job after this long without a heartbeat; default 45.
 */
export async function inJob<Result>(
  context: CommandContext,
  work: (context: CommandContext) => Promise<Result>,
  options: { readonly folder: string; readonly hangSeconds?: number },
): Promise<Result> {
  if ((jobFromEnvironment()?.size ?? 1) === 1) return work(context);
  const job = await connectMpi(options);
  setJoinedJob(job);
  chooseGpu(job.localRank);
  try {
    return await work({ ...context, job });
  } catch (error) {
    if (hasFailedTogether(error)) throw error;
    context.terminal.status?.(undefined);
    return job.abort(sentenceOf(error));
  }
}
