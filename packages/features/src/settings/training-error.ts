/**
 * A failure while running, in one sentence that says what happened and what is left intact.
 * @example
 * ```ts
 * import { TrainingError } from '@jssl/features';
 * import { InputError } from '@jssl/settings';
 *
 * // 2 for what the caller can mend, 1 for a failure while running, such as a loss that is not finite.
 * const exitCode = (error: unknown) => (error instanceof InputError ? 2 : 1);
 * console.log(exitCode(new TrainingError('the loss is not finite'))); // 1
 * ```
 */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
}
