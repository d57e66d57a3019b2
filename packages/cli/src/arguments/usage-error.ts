/** Wrong use of the command line, in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'JSSL_USAGE';
}
