import { printable } from '@jssl/settings';

/**
 * A training that failed while running, such as with a loss that is not finite. The message says what
 * happened and what is kept.
 * @example
 * ```ts
 * import { TrainingError } from '@jssl/features';
 *
 * console.log(new TrainingError('the loss is not finite').code); // JSSL_TRAINING
 * ```
 */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
  readonly code = 'JSSL_TRAINING';

  constructor(message: string, options?: ErrorOptions) {
    super(printable(message), options);
  }
}
