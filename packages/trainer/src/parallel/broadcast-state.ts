import type { Collectives } from '@jssl/distributed';

import type { Learner } from '../step/learner.js';

/** Copies weights, moments and queues of rank 0 to the learners of all ranks. */
export function broadcastState(
  learner: Pick<Learner, 'save' | 'restore'>,
  job: Collectives | undefined,
): void {
  if (!job) return;
  const { tensors, numbers } = learner.save();
  for (const { data } of Object.values(tensors)) job.broadcast(data);
  learner.restore({ tensors, numbers });
}
