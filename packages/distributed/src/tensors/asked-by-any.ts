import type { Collectives } from '../collectives.js';

/**
 * Of each question whether any rank says yes: the same answers on every rank.
 * @example
 * ```ts
 * import { singleProcess } from '@jssl/distributed';
 * import { askedByAny } from '@jssl/distributed/tensors';
 *
 * const [stop, save] = askedByAny([false, true], singleProcess); // one answer of each rank
 * console.log(stop, save); // false true
 * ```
 */
export function askedByAny(
  answers: readonly boolean[],
  job: Collectives | undefined,
): readonly boolean[] {
  if (!job) return answers;
  const votes = Float32Array.from(answers, Number);
  job.allReduce(votes, 'max');
  return Array.from(votes, (vote) => vote > 0);
}
