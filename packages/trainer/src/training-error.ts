/** A failure while running, in one sentence that says what happened and what is left intact. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
}
