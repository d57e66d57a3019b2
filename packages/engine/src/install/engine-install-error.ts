/**
 * The native engine cannot be installed: one sentence with what is missing and what to do.
 * @example
 * ```ts
 * import { EngineInstallError } from '@jssl/engine';
 *
 * const error = new EngineInstallError('no C++ compiler; install g++');
 * console.log(`${error}`); // EngineInstallError: no C++ compiler; install g++
 * ```
 */
export class EngineInstallError extends Error {
  override readonly name = 'EngineInstallError';
}
