import { RemedyError } from '@jssl/settings';

/**
 * A training that failed while running, for example because the loss is not finite. The message says what
 * happened, what is kept and what to do.
 * @example
 * ```ts
 * import { TrainingError } from '@jssl/features';
 *
 * const error = new TrainingError('the loss became NaN', { remedy: 'try a lower {lr}' });
 * console.log(error.code); // JSSL_TRAINING
 * console.log(error.message); // the loss became NaN; try a lower lr
 * console.log(error.describe((setting) => `--${setting}`)); // the loss became NaN; try a lower --lr
 * ```
 */
export class TrainingError extends RemedyError {
  override readonly name = 'TrainingError';
  readonly code = 'JSSL_TRAINING';
}
