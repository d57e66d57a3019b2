/**
 * The requested engine is unknown, missing, does not start or cannot compute what was requested. Its
 * message is one sentence that says what to do.
 * @example
 * ```ts
 * import { EngineError, loadEngine } from '@jssl/engine';
 *
 * try {
 *   await loadEngine({ backend: 'cpu', gpu: true });
 * } catch (error) {
 *   if (error instanceof EngineError) console.log(error.message); // loadEngine: a GPU needs backend 'native', got 'cpu'
 * }
 * ```
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code = 'JSSL_ENGINE';
}
