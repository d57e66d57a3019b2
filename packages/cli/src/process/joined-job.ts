import type { Collectives } from '@jssl/distributed';

/** The commands whose work several ranks can share. */
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
 * Leaves the job, if this process joined one, at the same time as all other ranks. When one rank fails, the
 * launcher ends all of them, so no rank may exit before rank 0 has reported why.
 */
export function leaveJob(): void {
  joined?.barrier();
  joined?.dispose();
  joined = undefined;
}
