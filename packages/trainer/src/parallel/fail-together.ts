import { agree, DisagreementError, type Collectives } from '@jssl/distributed';
import { InputError, SettingError, type WrongSetting } from '@jssl/settings';

import { messageOf } from '../run/message-of.js';
import { trainSettings } from '../settings/train-settings.js';

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
 * @throws on every rank, naming the first value that differs from that of rank 0: SettingError for a
 * setting, InputError for anything else, such as the images.
 */
export function requireSameOnAllRanks(
  given: Readonly<Record<string, unknown>>,
  job: Collectives | undefined,
): void {
  if (!job) return;
  try {
    agree(job, 'settings and images', given);
  } catch (error) {
    throw failTogether(differing(error));
  }
}

function differing(error: unknown): SettingError | InputError {
  if (error instanceof DisagreementError && Object.hasOwn(trainSettings, error.valueName)) {
    const { valueName: setting, both } = error;
    const wrong = { setting, required: 'the same on all ranks', got: both, gotText: both };
    return new SettingError(wrong, { cause: error });
  }
  return new InputError(messageOf(error), { cause: error });
}

/**
 * Runs local work on every rank, then synchronizes.
 * @throws on every rank. If all ranks failed with the same message, each throws its own error; otherwise all
 * throw the error of the first rank that failed, with its number: a SettingError or InputError as such, any other
 * as an Error. See {@link hasFailedTogether}.
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
    .allGatherBytes(new TextEncoder().encode(done ? '' : JSON.stringify(failureOf(failure))))
    .map((bytes) => new TextDecoder().decode(bytes));
  const rank = messages.findIndex((message) => message !== '');
  if (rank === -1 && done) return done.result;
  const alike = messages.every((message) => message === messages[0]);
  if (alike && failure instanceof Error) throw failTogether(failure);
  throw failTogether(failureOn(rank, JSON.parse(messages[rank] ?? '{}') as Failure, failure));
}

/** A failure of one rank, as sent to the others. */
interface Failure {
  readonly message: string;
  /** Of an InputError, whose `message` is without its remedy. */
  readonly input?: { readonly remedy?: string };
  readonly wrong?: WrongSetting;
}

function failureOf(error: unknown): Failure {
  if (error instanceof InputError) {
    const { what, remedy } = error;
    return { message: what, input: { ...(remedy !== undefined && { remedy }) } };
  }
  const message = messageOf(error) || 'failed';
  if (!(error instanceof SettingError)) return { message };
  return { message, wrong: { ...error.wrong, gotText: error.wrong.gotText ?? String(error.got) } };
}

/** The error that all ranks throw. @param cause this rank's own, if it failed as well. */
function failureOn(rank: number, { message, input, wrong }: Failure, cause: unknown): Error {
  if (wrong) {
    const gotText = `${wrong.gotText ?? ''} on rank ${rank}`;
    return new SettingError({ ...wrong, gotText }, { cause });
  }
  const text = `rank ${rank}: ${message}`;
  return input ? new InputError(text, { ...input, cause }) : new Error(text, { cause });
}
