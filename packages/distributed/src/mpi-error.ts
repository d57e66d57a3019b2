/**
 * MPI failed, cannot be loaded, or was used outside of its job. The message says what to do.
 * @example
 * ```ts
 * import { MpiError } from '@jssl/distributed';
 *
 * console.log(new MpiError('MPI_Allreduce: invalid communicator').code); // JSSL_MPI
 * ```
 */
export class MpiError extends Error {
  override readonly name = 'MpiError';
  readonly code = 'JSSL_MPI';
}
