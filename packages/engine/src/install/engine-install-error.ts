/**
 * The native engine cannot be installed. The message says in one sentence what is missing and what to do.
 * @example
 * ```ts
 * import { EngineInstallError } from '@jssl/engine';
 *
 * const error = new EngineInstallError('no C++ compiler; install g++');
 * console.log(error.code, error.message); // JSSL_ENGINE_INSTALL no C++ compiler; install g++
 * ```
 */
export class EngineInstallError extends Error {
  override readonly name = 'EngineInstallError';
  readonly code = 'JSSL_ENGINE_INSTALL';
}
