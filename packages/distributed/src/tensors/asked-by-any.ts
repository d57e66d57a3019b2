import type { Collectives } from '../collectives.js';

/**
 * For each of several questions, whether any rank answered yes. The result is the same on every rank.
 * @example
 * ```ts
 * import { singleProcess } from '@jssl/distributed';
 * import { askedByAny } from '@jssl/distributed/tensors';
 *
 * const [stop, save] = askedByAny([false, true], singleProcess); // the answers of this rank
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
