/**
 * An engine that was asked for is unknown, not there or does not start; none is taken in its place.
 * @example
 * ```ts
 * import { EngineError, loadEngine } from '@jssl/engine';
 *
 * try {
 *   await loadEngine({ backend: 'cpu', gpu: true });
 * } catch (error) {
 *   if (error instanceof EngineError) console.log(error.message); // loadEngine: a GPU needs the backend native, got cpu
 * }
 * ```
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code = 'JSSL_ENGINE';
}
