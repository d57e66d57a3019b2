import type { Collectives } from '@jssl/distributed';

/** The commands that several ranks share the work of. */
export const jobCommands: readonly string[] = ['train', 'embed'];

let joined: Collectives | undefined;

/** Whether this process has joined its job: then rank 0 reports shared errors. */
export function hasJoinedJob(): boolean {
  return joined !== undefined;
}

/** Keeps the job that this process has joined until {@link leaveJob}. */
export function setJoinedJob(job: Collectives): void {
  joined = job;
}

/**
 * Leaves the job, if one was joined, together with all ranks: a launcher ends all of them when one fails,
 * so none may end before rank 0 has reported why.
 */
export function leaveJob(): void {
  joined?.barrier();
  joined?.dispose();
  joined = undefined;
}
