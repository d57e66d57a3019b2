import { agree, type Collectives } from '@jssl/distributed';
import { InputError } from '@jssl/settings';

import { messageOf } from '../run/message-of.js';

const together = new WeakSet<Error>();

/**
 * Marks an error that every rank throws at the same place, so that no rank waits for another.
 * @example
 * ```ts
 * import { failTogether, hasFailedTogether } from '@jssl/trainer';
 *
 * // All ranks throw it, so that rank 0 alone reports it and none waits for another.
 * const error = failTogether(new Error('the folder is full'));
 * console.log(hasFailedTogether(error)); // true
 * ```
 */
export function failTogether<T extends Error>(error: T): T {
  together.add(error);
  return error;
}

/**
 * Whether all ranks ended with this error. Then only rank 0 reports it, and no rank has to be stopped.
 * @example
 * ```ts
 * import { hasFailedTogether } from '@jssl/trainer';
 *
 * console.log(hasFailedTogether(new Error('of this rank alone'))); // false
 * ```
 */
export function hasFailedTogether(error: unknown): boolean {
  return error instanceof Error && together.has(error);
}

/**
 * Checks that all ranks got the same input.
 * @param given JSON values by name.
 * @throws InputError on every rank, naming the first value that differs from that of rank 0.
 */
export function requireSameOnAllRanks(
  given: Readonly<Record<string, unknown>>,
  job: Collectives | undefined,
): void {
  if (!job) return;
  try {
    agree(job, 'settings and images', given);
  } catch (error) {
    throw failTogether(new InputError(messageOf(error), { cause: error }));
  }
}

/**
 * Runs local work on every rank, then synchronizes.
 * @throws on every rank. If all ranks failed alike, each throws its own error; otherwise all throw an Error
 * with the message of the first rank that failed. See {@link hasFailedTogether}.
 * @example
 * ```ts
 * import { singleProcess } from '@jssl/distributed';
 * import { hasFailedTogether, onEachRank } from '@jssl/trainer';
 *
 * console.log(await onEachRank(singleProcess, () => 7)); // 7
 * try {
 *   await onEachRank(singleProcess, () => Promise.reject(new Error('no such folder')));
 * } catch (error) {
 *   console.log((error as Error).message, hasFailedTogether(error)); // no such folder true
 * }
 * ```
 */
export async function onEachRank<Result>(
  job: Collectives | undefined,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  if (!job) return work();
  let done: { readonly result: Result } | undefined;
  let failure: unknown;
  try {
    done = { result: await work() };
  } catch (error) {
    failure = error;
  }
  const messages = job
    .allGatherBytes(new TextEncoder().encode(done ? '' : messageOf(failure) || 'failed'))
    .map((bytes) => new TextDecoder().decode(bytes));
  const rank = messages.findIndex((message) => message !== '');
  if (rank === -1 && done) return done.result;
  const alike = messages.every((message) => message === messages[0]);
  if (alike && failure instanceof Error) throw failTogether(failure);
  throw failTogether(new Error(`rank ${rank}: ${messages[rank] ?? ''}`, { cause: failure }));
}
