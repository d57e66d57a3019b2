import type { Collectives } from '@jssl/distributed';

/** Of each question whether any rank says yes: the same answers on every rank. */
export function askedByAny(
  answers: readonly boolean[],
  job: Collectives | undefined,
): readonly boolean[] {
  if (!job) return answers;
  const votes = Float32Array.from(answers, Number);
  job.allReduce(votes, 'max');
  return Array.from(votes, (vote) => vote > 0);
}
